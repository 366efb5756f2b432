import { Button, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import type { Retention, RetentionChange, RetentionClass, RetentionPreview } from "~/api/types";
import { useLanguage } from "~/i18n";
import { useAction } from "~/ui/action";
import { ConfirmDanger } from "~/ui/confirm";
import { Card } from "~/ui/page";
import { Asked } from "~/ui/states";
import { Settings } from "./frame";
import { Ago } from "./parts";

const changeable = ["event", "purchase", "service", "request", "transient"];

/** How long each class of data is kept, and what the next run takes away. */
export default function RetentionPage() {
  const { t, f } = useLanguage();
  const [changing, setChanging] = useState<RetentionClass>();
  const query = useQuery({
    queryKey: ["retention"],
    queryFn: ({ signal }) => ask<Retention>("/retention", {}, signal),
  });
  const preview = useQuery({
    queryKey: ["retention preview"],
    queryFn: ({ signal }) => ask<RetentionPreview>("/retention/preview", {}, signal),
  });
  const days = (value: number | null) =>
    value === null ? t("settings.retention.always") : t("settings.days", { n: value });
  return (
    <Settings>
      <Card
        title={t("settings.retention.classes")}
        about={
          <>
            {t("settings.retention.last_run")} <Ago at={query.data?.last_run?.at} never={t("settings.never")} />
          </>
        }
      >
        <Asked query={query} height={300}>
          {(data) => (
            <section className="scroll-x" tabIndex={0} aria-label={t("nav.settings.retention")}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{t("settings.retention.class")}</th>
                    <th scope="col" data-number>
                      {t("settings.retention.kept")}
                    </th>
                    <th scope="col" data-number>
                      {t("settings.retention.usual")}
                    </th>
                    <th scope="col" data-number>
                      {t("settings.retention.next")}
                    </th>
                    <th scope="col">{t("settings.acts")}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.classes.map((one) => (
                    <tr key={one.class}>
                      <td style={{ minWidth: 180 }}>{one.label}</td>
                      <td data-number>
                        <strong>{days(one.days)}</strong>
                      </td>
                      <td data-number className="quiet">
                        {days(one.default_days)}
                      </td>
                      <td data-number>{f.number(Number(preview.data?.events[one.class] ?? 0))}</td>
                      <td>
                        {changeable.includes(one.class) ? (
                          <Button
                            size="xs"
                            variant="default"
                            aria-label={t("settings.acts_of", { name: one.label })}
                            onClick={() => setChanging(one)}
                          >
                            {t("settings.change")}
                          </Button>
                        ) : (
                          <span className="quiet small">{t("settings.retention.fixed")}</span>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )}
        </Asked>
      </Card>
      {changing && <Change one={changing} onClose={() => setChanging(undefined)} />}
    </Settings>
  );
}

/** Shorter means that data goes, for good: the class is typed. */
function Change({ one, onClose }: { one: RetentionClass; onClose: () => void }) {
  const { t } = useLanguage();
  const [days, setDays] = useState<number | string>(one.days ?? "");
  const wanted = days === "" ? null : Number(days);
  const shorter = wanted !== null && (one.days === null || wanted < one.days);
  const save = useAction((body: RetentionChange) => act("PATCH", "/retention", body), {
    refresh: [["retention"], ["retention preview"]],
    done: t("ui.saved"),
  });
  return (
    <ConfirmDanger
      opened
      title={one.label}
      action={t("ui.save")}
      {...(shorter && { word: one.class })}
      onClose={onClose}
      onConfirm={() => save.mutateAsync({ class: one.class as RetentionChange["class"], days: wanted })}
    >
      <NumberInput
        label={t("settings.retention.days")}
        description={t("settings.retention.days_help")}
        data-autofocus
        min={1}
        allowDecimal={false}
        value={days}
        onChange={setDays}
      />
      {shorter && (
        <p className="notice" style={{ marginTop: 12 }}>
          {t("settings.retention.shorter")}
        </p>
      )}
    </ConfirmDanger>
  );
}
