// How far a goal is: its state in a word, and a bar from baseline to target with a mark where it should be by now.
import type { Goal } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";

const tones: Record<string, string | undefined> = {
  behind: "loss",
  ahead: "gain",
  on_track: "gain",
  met: "gain",
  missed: "loss",
};

export function StatePill({ goal }: { goal: Goal }) {
  const { t } = useLanguage();
  const word = goal.status === "active" ? (goal.progress?.state ?? "unknown") : goal.status;
  return (
    <span className="pill" data-tone={tones[word]} data-goal-state={word}>
      {t(`goals.state.${word}` as Key)}
    </span>
  );
}

const share = (value: number) => `${Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10}%`;

export function ProgressBar({ goal }: { goal: Goal }) {
  const { t, f } = useLanguage();
  const { progress, baseline, target } = goal;
  if (!progress || !baseline || target === null || baseline.value === null) return null;
  const step = target - baseline.value;
  const due = step === 0 ? 0 : (progress.expected - baseline.value) / step;
  return (
    <div
      className="goal-bar"
      role="img"
      aria-label={t("goals.bar", { done: f.percent(progress.done, 0), due: f.percent(due, 0) })}
    >
      <div className="goal-bar-track">
        <div
          className="goal-bar-done"
          data-tone={progress.state === "behind" ? "loss" : "gain"}
          style={{ width: share(progress.done) }}
        />
        <div className="goal-bar-due" style={{ left: share(due) }} />
      </div>
      <div className="goal-bar-ends small quiet number">
        <span>{baseline.text}</span>
        <span>{goal.target_text}</span>
      </div>
    </div>
  );
}
