import { useLanguage } from "~/i18n";
import type { HealthChange } from "./health_changes";

/** What differs between two definitions of the score, as they are called on the form. */
export function HealthChanged({ label, changes }: { label: string; changes: HealthChange[] }) {
  const { t, f } = useLanguage();
  const said = (value: number | null) => (value === null ? t("predict.as_its_cause") : f.compact(value, 3));
  if (changes.length === 0) return <p className="quiet">{t("predict.nothing_changed")}</p>;
  return (
    <section className="scroll-x" tabIndex={0} aria-label={t("charts.table_of", { what: label })}>
      <table className="table side-by-side">
        <thead>
          <tr>
            <th scope="col">{t("predict.changed")}</th>
            <th scope="col" data-number>
              {t("predict.before")}
            </th>
            <th scope="col" data-number>
              {t("predict.after")}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => (
            <tr key={one.key} data-change={one.key}>
              <th scope="row">{one.label}</th>
              <td data-number>{said(one.before)}</td>
              <td data-number>
                <strong>{said(one.after)}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
