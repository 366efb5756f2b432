// What the pages of models share: the state of a model, the button that trains it, and its figures.
import { Button } from "@mantine/core";
import { useState } from "react";
import { act } from "~/api/client";
import type { Estimate } from "~/api/predictions";
import { mayChange, useSession } from "~/api/session";
import type { Prediction } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { JobProgress } from "~/ui/progress";
import { ErrorState } from "~/ui/states";

const tones: Record<Prediction["status"], string | undefined> = {
  published: "gain",
  refused: "warn",
  never: undefined,
  training: "accent",
};

export function StatusPill({ status }: { status: Prediction["status"] }) {
  const { t } = useLanguage();
  return (
    <span className="pill" data-tone={tones[status]}>
      {t(`predict.status.${status}`)}
    </span>
  );
}

/** What kind of model it is, by the name it has in the API: "boosting", "bg_nbd". */
export function useKind(): (kind: string | null | undefined) => string {
  const { t } = useLanguage();
  const known = ["logistic", "boosting", "bg_nbd", "mbg_nbd", "pareto_nbd", "gamma_gamma", "naive", "geometric", "sbg"];
  return (kind) => (kind && known.includes(kind) ? t(`predict.kind.${kind}` as Key) : (kind ?? ""));
}

export function estimate_of(value: Estimate | number | null | undefined): Estimate {
  return typeof value === "object" && value !== null ? value : { value: value ?? null };
}

/** Trains a model anew, shows how far it is, and then asks for everything that it changed. */
export function Train({ model, title, first }: { model: string; title: string; first: boolean }) {
  const { t } = useLanguage();
  const may = mayChange(useSession());
  const [job, setJob] = useState<number>();
  const refresh = [["predictions"], ["prediction", model], ["list", `/predictions/${model}/scores`]];
  const train = useAction(() => act<{ job: number }>("POST", `/predictions/${model}/train`), {
    onDone: (made) => setJob(made.job),
  });
  const ended = useAction(async (_: undefined) => undefined, { refresh });
  if (!may) return null;
  return (
    <div>
      <Button
        variant={first ? "filled" : "default"}
        size="xs"
        loading={train.isPending}
        aria-label={t("predict.train_what", { title })}
        onClick={() => train.mutate(undefined)}
      >
        {t("predict.train")}
      </Button>
      {train.error && <ErrorState error={train.error} />}
      {job !== undefined && (
        <div style={{ marginTop: 8 }}>
          <JobProgress key={job} id={job} label={t("predict.training")} onEnd={() => ended.mutate(undefined)} />
        </div>
      )}
    </div>
  );
}
