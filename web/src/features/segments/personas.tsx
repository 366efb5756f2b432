import { Button } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { act, ask_all } from "~/api/client";
import { mayChange, useSession } from "~/api/session";
import { Lines } from "~/charts/lines";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { Card, PageHeader } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { useAttribute } from "./attributes";
import type { Persona, Proposal } from "./persona_api";
import "./segments.css";

const MOVED = 0.5; // drift from which one should look again

/** Semi-fictional people who stand for many, each tied to the real ones. */
export default function Personas() {
  const { t } = useLanguage();
  const session = useSession();
  const may = mayChange(session);
  const list = useQuery({
    queryKey: ["list", "/personas"],
    queryFn: ({ signal }) => ask_all<Persona>("/personas", {}, 500, signal),
  });
  const propose = useAction(() => act<Proposal>("POST", "/personas/propose", {}), { refresh: [["list", "/personas"]] });
  const tools = may && (
    <>
      <Button
        variant="default"
        leftSection={<IconSparkles size={16} aria-hidden />}
        loading={propose.isPending}
        onClick={() => propose.mutate(undefined)}
      >
        {t("segments.persona.propose")}
      </Button>
      <Button component={Link} to="/segments/personas/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {t("segments.persona.new")}
      </Button>
    </>
  );
  return (
    <div className="page">
      <PageHeader title={t("nav.personas")} about={t("segments.persona.about")}>
        {tools}
      </PageHeader>
      {propose.error && <ErrorState error={propose.error} />}
      {propose.data && <Stability proposal={propose.data} />}
      <Asked
        query={list}
        height={320}
        empty={(data) =>
          data.length === 0 ? (
            <Card>
              <EmptyState title={t("segments.persona.none")}>{t("segments.persona.none_do")}</EmptyState>
            </Card>
          ) : null
        }
      >
        {(data) => (
          <div className="grid" style={{ "--least": "320px" } as React.CSSProperties}>
            {data.map((one) => (
              <PersonaCard key={one.id} persona={one} />
            ))}
          </div>
        )}
      </Asked>
    </div>
  );
}

function PersonaCard({ persona }: { persona: Persona }) {
  const { t, f } = useLanguage();
  const attribute = useAttribute();
  const { size, share, fit, drift } = persona;
  return (
    <article className="card persona" aria-label={persona.name}>
      <div className="row" style={{ justifyContent: "space-between" }}>
        <h2>
          <Link to={`/segments/personas/${persona.key}`}>{persona.name}</Link>
        </h2>
        <span className="row" style={{ gap: 6 }}>
          {drift !== null && drift > MOVED && (
            <span className="pill" data-tone="warn" title={t("segments.persona.drift_about")}>
              {t("segments.persona.drifted")}
            </span>
          )}
          <span className="pill" data-tone={persona.status === "active" ? "gain" : undefined}>
            {t(`segments.persona.status.${persona.status}`)}
          </span>
        </span>
      </div>
      {persona.description && <p className="quiet">{persona.description}</p>}
      <p>
        <span className="kpi-value" data-persona={persona.key}>
          {size === null ? "–" : f.number(size)}
        </span>{" "}
        <span className="quiet">
          {share === null
            ? t("segments.persona.untied")
            : t("segments.of_all", { total: f.number(persona.total), share: f.percent(share) })}
        </span>
      </p>
      <div className="share-bar" aria-hidden>
        <span style={{ width: `${Math.min(100, (share ?? 0) * 100)}%` }} />
      </div>
      <ul className="plain persona-attributes">
        {persona.attributes.slice(0, 4).map((one) => (
          <li key={one.name}>
            <span>{one.label}</span>
            <span className="number">
              <strong>{attribute(one.value, one.unit)}</strong>{" "}
              <span className="quiet small">
                {t("segments.persona.base", { value: attribute(one.base, one.unit) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {fit !== null && (
        <p className="quiet small" title={t("segments.persona.fit_about")}>
          {t("segments.persona.fit", { fit: f.percent(fit, 0) })}
        </p>
      )}
      {persona.needs.length > 0 && (
        <p className="quiet small">{t("segments.persona.needs_of", { needs: persona.needs.join(" · ") })}</p>
      )}
    </article>
  );
}

/** How many groups there are: the number of them that comes out the same whoever is left out. */
function Stability({ proposal }: { proposal: Proposal }) {
  const { t, f } = useLanguage();
  const { k, n, stability, stable } = proposal;
  const seen = stability.filter((one) => one.value !== null);
  const first = seen[0]?.k ?? 2;
  const sentence =
    k < 2
      ? t("segments.persona.no_groups", { n })
      : t("segments.persona.found", {
          k,
          n,
          stable,
          value: f.number(stability.find((one) => one.k === k)?.value ?? 0, 2),
        });
  return (
    <Card title={t("segments.persona.stability")} about={sentence}>
      {seen.length > 1 && (
        <Lines
          name="stability"
          sentence={sentence}
          lines={[
            { name: t("segments.persona.stability"), points: seen.map((one) => ({ x: one.k - first, y: one.value })) },
          ]}
          whole_x
          format_x={(x) => String(x + first)}
          format_y={(y) => f.number(y, 2)}
          table={{
            head: [t("segments.persona.k"), t("segments.persona.stability")],
            rows: stability.map((one) => [String(one.k), one.value]),
          }}
        />
      )}
      <p className="quiet small">{t("segments.persona.stability_about")}</p>
    </Card>
  );
}
