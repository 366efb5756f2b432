import { useLanguage } from "~/i18n";

export const stages = [
  "prospect",
  "new",
  "first_time",
  "repeat",
  "loyal",
  "ambassador",
  "at_risk",
  "inactive",
  "lost",
  "won_back",
] as const;
export type Stage = (typeof stages)[number];

const tones: Partial<Record<Stage, string>> = {
  repeat: "gain",
  loyal: "gain",
  ambassador: "gain",
  won_back: "gain",
  new: "accent",
  first_time: "accent",
  at_risk: "warn",
  inactive: "loss",
  lost: "loss",
};

export function StagePill({ stage }: { stage: Stage }) {
  const { t } = useLanguage();
  return (
    <span className="pill" data-tone={tones[stage]}>
      {t(`customers.stage.${stage}`)}
    </span>
  );
}
