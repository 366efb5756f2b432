import { Button, Checkbox, Modal, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { isAdministrator, useSession } from "~/api/session";
import type { ConsentSummary, ConsentText, Purpose } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { Settings } from "./frame";
import { FormModal } from "./parts";

const grounds = ["consent", "contract", "legitimate_interest", "legal_obligation"] as const;

/** What data is used for, on which legal ground, with which words people were asked. */
export default function ConsentSettings() {
  const { t, f, locale } = useLanguage();
  const may = isAdministrator(useSession());
  const [open, setOpen] = useState<Partial<Purpose>>();
  const [texts, setTexts] = useState<Purpose>();
  const purposes = useQuery({
    queryKey: ["purposes"],
    queryFn: ({ signal }) => ask<{ items: Purpose[] }>("/consents/purposes", {}, signal).then((list) => list.items),
  });
  const summary = useQuery({
    queryKey: ["consent summary"],
    queryFn: ({ signal }) => ask<ConsentSummary>("/consents/summary", {}, signal),
  });
  const counts = (name: string) => {
    const found = summary.data?.items.find((one) => one.purpose === name);
    const any = found?.channels.find((one) => one.channel === "any");
    return {
      granted: any?.granted ?? 0,
      withdrawn: (any?.withdrawn ?? 0) + (any?.refused ?? 0),
      objected: found?.objected ?? 0,
    };
  };
  return (
    <Settings
      tools={
        may && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen({})}>
            {t("settings.purposes.add")}
          </Button>
        )
      }
    >
      {summary.data && (
        <dl className="grid figures" style={{ "--least": "170px" } as React.CSSProperties}>
          {(["persons", "restricted", "not_profiled"] as const).map((name) => (
            <div className="card" key={name}>
              <dt className="quiet small">{t(`settings.purposes.${name}`)}</dt>
              <dd className="figure number">{f.number(summary.data[name])}</dd>
            </div>
          ))}
        </dl>
      )}
      <Asked query={purposes} height={320}>
        {(items) =>
          items.map((purpose) => {
            const count = counts(purpose.name);
            return (
              <Card
                key={purpose.name}
                title={locale === "fr" ? purpose.label_fr : purpose.label_en}
                about={
                  <span className="row">
                    <span className="pill" data-tone="accent">
                      {t(`settings.ground.${purpose.ground}`)}
                    </span>
                    {purpose.marketing && <span className="pill">{t("settings.purposes.marketing")}</span>}
                    {purpose.profiling && <span className="pill">{t("settings.purposes.profiling")}</span>}
                    <code className="mono">{purpose.name}</code>
                  </span>
                }
                tools={
                  <>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={t("settings.purposes.texts_of", { name: purpose.name })}
                      onClick={() => setTexts(purpose)}
                    >
                      {t("settings.purposes.texts")}
                    </Button>
                    {may && (
                      <Button
                        size="xs"
                        variant="default"
                        aria-label={t("settings.acts_of", { name: purpose.name })}
                        onClick={() => setOpen(purpose)}
                      >
                        {t("settings.change")}
                      </Button>
                    )}
                  </>
                }
              >
                <p className="quiet">
                  {t("settings.purposes.counts", {
                    granted: f.number(count.granted),
                    withdrawn: f.number(count.withdrawn),
                    objected: f.number(count.objected),
                  })}
                </p>
              </Card>
            );
          })
        }
      </Asked>
      {open && <PurposeForm purpose={open} onClose={() => setOpen(undefined)} />}
      {texts && <Texts purpose={texts} may={may} onClose={() => setTexts(undefined)} />}
    </Settings>
  );
}

function PurposeForm({ purpose, onClose }: { purpose: Partial<Purpose>; onClose: () => void }) {
  const { t } = useLanguage();
  const [value, setValue] = useState({
    name: purpose.name ?? "",
    ground: purpose.ground ?? "consent",
    marketing: purpose.marketing ?? false,
    profiling: purpose.profiling ?? false,
    label_fr: purpose.label_fr ?? "",
    label_en: purpose.label_en ?? "",
    categories: (purpose.categories ?? []).filter(Boolean),
  });
  const save = useAction(
    () => {
      const { name, ...body } = value;
      return act("PUT", `/consents/purposes/${encodeURIComponent(name)}`, body);
    },
    { refresh: [["purposes"], ["consent summary"]], done: t("ui.saved"), onDone: onClose },
  );
  return (
    <FormModal
      opened
      title={t(purpose.name ? "settings.purposes.change" : "settings.purposes.add")}
      action={t("ui.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("settings.purposes.name")}
        description={t("settings.purposes.name_help")}
        required
        data-autofocus
        disabled={purpose.name !== undefined}
        placeholder="newsletter"
        value={value.name}
        error={field_error(save.error, "/name")}
        onChange={(event) => setValue({ ...value, name: event.target.value })}
      />
      <TextInput
        label={t("settings.purposes.label_fr")}
        required
        value={value.label_fr}
        onChange={(event) => setValue({ ...value, label_fr: event.target.value })}
      />
      <TextInput
        label={t("settings.purposes.label_en")}
        required
        value={value.label_en}
        onChange={(event) => setValue({ ...value, label_en: event.target.value })}
      />
      <Select
        label={t("settings.purposes.ground")}
        value={value.ground}
        onChange={(ground) => setValue({ ...value, ground: (ground ?? "consent") as Purpose["ground"] })}
        data={grounds.map((one) => ({ value: one, label: t(`settings.ground.${one}`) }))}
      />
      <TagsInput
        label={t("settings.purposes.categories")}
        description={t("settings.purposes.categories_help")}
        value={value.categories}
        onChange={(categories) => setValue({ ...value, categories })}
      />
      <Checkbox
        label={t("settings.purposes.marketing_long")}
        checked={value.marketing}
        onChange={(event) => setValue({ ...value, marketing: event.target.checked })}
      />
      <Checkbox
        label={t("settings.purposes.profiling_long")}
        checked={value.profiling}
        onChange={(event) => setValue({ ...value, profiling: event.target.checked })}
      />
    </FormModal>
  );
}

/** Versions never change: a new wording is a new version, and what people agreed to stays what they read. */
function Texts({ purpose, may, onClose }: { purpose: Purpose; may: boolean; onClose: () => void }) {
  const { t, f } = useLanguage();
  const path = `/consents/purposes/${encodeURIComponent(purpose.name)}/texts`;
  const [value, setValue] = useState({ fr: "", en: "" });
  const query = useQuery({
    queryKey: ["consent texts", purpose.name],
    queryFn: ({ signal }) => ask<{ items: ConsentText[] }>(path, {}, signal).then((list) => list.items),
  });
  const add = useAction(
    () => act("POST", path, { ...(value.fr && { fr: value.fr }), ...(value.en && { en: value.en }) }),
    { refresh: [["consent texts"], ["purposes"]], done: t("ui.saved"), onDone: () => setValue({ fr: "", en: "" }) },
  );
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t("settings.purposes.texts_of", { name: purpose.name })}
      closeButtonProps={{ "aria-label": t("ui.close") }}
    >
      <Asked
        query={query}
        height={80}
        empty={(items) => (items.length === 0 ? <EmptyState title={t("settings.purposes.no_texts")} /> : null)}
      >
        {(items) => (
          <ul className="plain">
            {items.map((one) => (
              <li key={`${one.version} ${one.locale}`}>
                <span className="quiet small">
                  {t("settings.purposes.version", {
                    version: one.version,
                    language: one.locale,
                    at: f.instant(one.made_at),
                  })}
                </span>
                <p lang={one.locale}>{one.text}</p>
              </li>
            ))}
          </ul>
        )}
      </Asked>
      {may && (
        <form
          className="page"
          style={{ gap: 12, marginTop: 14 }}
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate(undefined);
          }}
        >
          <Textarea
            label={t("settings.purposes.text_fr")}
            autosize
            minRows={2}
            value={value.fr}
            onChange={(event) => setValue({ ...value, fr: event.target.value })}
          />
          <Textarea
            label={t("settings.purposes.text_en")}
            autosize
            minRows={2}
            value={value.en}
            onChange={(event) => setValue({ ...value, en: event.target.value })}
          />
          {add.error && <ErrorState error={add.error} />}
          <div>
            <Button type="submit" loading={add.isPending} disabled={!value.fr.trim() && !value.en.trim()}>
              {t("settings.purposes.add_text")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
