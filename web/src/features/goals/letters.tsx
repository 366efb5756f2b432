// The five letters of a goal, each with what is still missing.
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import type { GoalLetter } from "~/api/types";
import { type Key, useLanguage } from "~/i18n";

function state_of(check: GoalLetter): "good" | "caution" | "bad" {
  return !check.good ? "bad" : check.caution ? "caution" : "good";
}

const icons = { good: IconCheck, caution: IconAlertTriangle, bad: IconX };

export function Letters({ checks }: { checks: GoalLetter[] }) {
  const { t } = useLanguage();
  return (
    <ol className="letters" aria-live="polite">
      {checks.map((check) => {
        const state = state_of(check);
        const Icon = icons[state];
        return (
          <li key={check.letter} data-state={state} data-letter={check.letter}>
            <span className="letter" aria-hidden>
              {check.letter}
            </span>
            <div>
              <strong>{t(`goals.letter.${check.letter}` as Key)}</strong>{" "}
              <span className="small letter-state">
                <Icon size={14} aria-hidden /> {t(`goals.letter_${state}` as Key)}
              </span>
              <p className="quiet">{check.message}</p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** The same in one line, for lists. */
export function LetterLine({ checks }: { checks: GoalLetter[] }) {
  const { t } = useLanguage();
  const missing = checks.filter((check) => !check.good).map((check) => check.letter);
  if (missing.length === 0) return <span className="pill">{t("goals.smart")}</span>;
  return <span className="pill">{t("goals.missing", { letters: missing.join(", ") })}</span>;
}
