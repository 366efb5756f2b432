// In what people of a persona differ from everybody, in the unit of each figure and in standard deviations.
import { useLanguage } from "~/i18n";
import type { Attribute } from "./persona_api";

export function useAttribute(): (value: number | null, unit: string) => string {
  const { t, f } = useLanguage();
  return (value, unit) => {
    if (value === null) return t("ui.not_observed");
    if (unit === "share" || unit === "rate") return f.percent(value, 0);
    if (unit === "amount") return f.amount(value);
    if (unit === "days") return t("segments.days", { n: Math.round(value), text: f.number(Math.round(value)) });
    if (unit === "years") return t("segments.years", { n: Math.round(value) });
    return f.compact(value, 1);
  };
}

const WIDEST = 2; // standard deviations that fill a side

export function Attributes({ attributes }: { attributes: Attribute[] }) {
  const { t, f } = useLanguage();
  const said = useAttribute();
  return (
    <section
      className="scroll-x"
      tabIndex={0}
      aria-label={t("charts.table_of", { what: t("segments.persona.differs") })}
    >
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("segments.figure")}</th>
            <th scope="col" data-number>
              {t("segments.persona.theirs")}
            </th>
            <th scope="col" data-number>
              {t("ui.everybody")}
            </th>
            <th scope="col">{t("segments.persona.effect")}</th>
          </tr>
        </thead>
        <tbody>
          {attributes.map((one) => {
            const effect = one.effect ?? 0;
            const width = (Math.min(WIDEST, Math.abs(effect)) / WIDEST) * 50;
            return (
              <tr key={one.name}>
                <th scope="row" style={{ whiteSpace: "normal" }}>
                  {one.label}
                </th>
                <td data-number>
                  <strong>{said(one.value, one.unit)}</strong>
                </td>
                <td data-number>{said(one.base, one.unit)}</td>
                <td>
                  <span className="effect">
                    <span className="effect-bar" aria-hidden>
                      <span
                        data-tone={effect < 0 ? "below" : "above"}
                        style={{ width: `${width}%`, left: effect < 0 ? `${50 - width}%` : "50%" }}
                      />
                    </span>
                    <span className="number small">{f.signed(effect, 1)} σ</span>
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
