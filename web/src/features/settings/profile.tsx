import { Button, SegmentedControl, Switch, TextInput, useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { type Session, useSession } from "~/api/session";
import type { OpenSession } from "~/api/types";
import { useLanguage } from "~/i18n";
import { keys_on, switch_keys } from "~/shell/shortcuts";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, ErrorState } from "~/ui/states";
import { Settings } from "./frame";
import { Ago, FormModal, Once, Snippet } from "./parts";
import { qr_code } from "./qr";

export default function ProfileSettings() {
  return (
    <Settings>
      <Self />
      <Look />
      <Password />
      <SecondFactor />
      <Sessions />
    </Settings>
  );
}

function Self() {
  const { t, locale } = useLanguage();
  const queries = useQueryClient();
  const session = useSession();
  const [name, setName] = useState(session.person.name);
  const [language, setLanguage] = useState<string>(locale);
  const save = useAction(() => act<Session>("PATCH", "/session", { name, locale: language }), {
    done: t("ui.saved"),
    onDone: (answer) => {
      if (answer.person.locale !== locale) location.reload();
      else queries.setQueryData(["session"], answer);
    },
  });
  return (
    <Card title={t("settings.profile.who")} about={session.person.email}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <div className="fields">
          <TextInput
            label={t("settings.people.name")}
            required
            autoComplete="name"
            value={name}
            error={field_error(save.error, "/name")}
            onChange={(event) => setName(event.target.value)}
          />
          <div>
            <div className="label" id="language-label">
              {t("settings.people.language")}
            </div>
            <SegmentedControl
              aria-labelledby="language-label"
              value={language}
              onChange={setLanguage}
              data={[
                { value: "fr", label: "Français" },
                { value: "en", label: "English" },
              ]}
            />
          </div>
        </div>
        {save.error && <ErrorState error={save.error} />}
        <div className="form-end">
          <Button type="submit" loading={save.isPending} disabled={name === session.person.name && language === locale}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** Of this browser alone. */
function Look() {
  const { t } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [keys, setKeys] = useState(keys_on());
  return (
    <Card title={t("settings.profile.look")} about={t("settings.profile.look_about")}>
      <div className="fields">
        <div>
          <div className="label" id="theme-label">
            {t("settings.profile.theme")}
          </div>
          <SegmentedControl
            aria-labelledby="theme-label"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
            data={(["auto", "light", "dark"] as const).map((value) => ({
              value,
              label: t(`settings.profile.theme.${value}`),
            }))}
          />
        </div>
        <Switch
          label={t("settings.profile.keys")}
          description={t("settings.profile.keys_about")}
          checked={keys}
          onChange={(event) => {
            switch_keys(event.target.checked);
            setKeys(event.target.checked);
          }}
        />
      </div>
    </Card>
  );
}

function Password() {
  const { t } = useLanguage();
  const empty = { old_password: "", new_password: "", again: "" };
  const [value, setValue] = useState(empty);
  const differ = value.again !== "" && value.again !== value.new_password;
  const save = useAction(
    () => act("PUT", "/session/password", { old_password: value.old_password, new_password: value.new_password }),
    {
      done: t("settings.profile.password_changed"),
      refresh: [["sessions"]],
      onDone: () => setValue(empty),
    },
  );
  const field = (name: keyof typeof empty, complete: string) => (
    <TextInput
      label={t(`settings.profile.${name}`)}
      type="password"
      autoComplete={complete}
      required
      value={value[name]}
      error={name === "again" && differ ? t("settings.profile.differ") : field_error(save.error, `/${name}`)}
      onChange={(event) => setValue({ ...value, [name]: event.target.value })}
    />
  );
  return (
    <Card title={t("settings.profile.password")} about={t("settings.profile.password_about")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!differ) save.mutate(undefined);
        }}
      >
        <div className="fields">
          {field("old_password", "current-password")}
          {field("new_password", "new-password")}
          {field("again", "new-password")}
        </div>
        {save.error && <ErrorState error={save.error} />}
        <div className="form-end">
          <Button type="submit" loading={save.isPending}>
            {t("settings.profile.change_password")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** Always dark on light, with its margin: cameras want it so. */
function QrCode({ label, text }: { label: string; text: string }) {
  const rows = qr_code(text);
  if (!rows) return null;
  const width = rows.length + 8;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  return (
    <figure>
      <svg role="img" aria-label={label} viewBox={`0 0 ${width} ${width}`} width={208} height={208}>
        <rect width={width} height={width} fill="#fff" rx={2} />
        <path d={path} fill="#000" shapeRendering="crispEdges" />
      </svg>
      <figcaption className="quiet">{label}</figcaption>
    </figure>
  );
}

interface Offer {
  secret: string;
  uri: string;
}

function SecondFactor() {
  const { t } = useLanguage();
  const session = useSession();
  const on = session.second_factor === "on";
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [offer, setOffer] = useState<Offer>();
  const [codes, setCodes] = useState<string[]>();
  const begin = useAction(
    () => act<Offer | undefined>("POST", `/session/second-factor${on ? "/remove" : ""}`, { password }),
    {
      refresh: [["session"]],
      onDone: (answer) => {
        setAsking(false);
        setPassword("");
        setOffer(answer);
      },
    },
  );
  const confirm = useAction(
    () =>
      act<{ recovery_codes: string[] }>("POST", "/session/second-factor/confirm", { code: code.replaceAll(" ", "") }),
    {
      refresh: [["session"]],
      onDone: (answer) => {
        setOffer(undefined);
        setCode("");
        setCodes(answer.recovery_codes);
      },
    },
  );
  return (
    <Card
      title={t("settings.profile.factor")}
      about={t("settings.profile.factor_about")}
      tools={
        <span className="pill" data-tone={on ? "gain" : session.second_factor === "required" ? "warn" : undefined}>
          {t(`settings.profile.factor.${session.second_factor}` as "settings.profile.factor.on")}
        </span>
      }
    >
      {codes && (
        <Once label={t("settings.profile.recovery")} secret={codes.join("\n")}>
          <p className="quiet">{t("settings.profile.recovery_about")}</p>
        </Once>
      )}
      {offer && (
        <form
          className="page"
          style={{ gap: 12, maxWidth: 560 }}
          onSubmit={(event) => {
            event.preventDefault();
            confirm.mutate(undefined);
          }}
        >
          <QrCode label={t("settings.profile.secret_qr")} text={offer.uri} />
          <Snippet label={t("settings.profile.secret")} text={offer.secret} wrap />
          <a href={offer.uri}>{t("settings.profile.secret_open")}</a>
          <TextInput
            label={t("settings.profile.code")}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            maw={220}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
          {confirm.error && <ErrorState error={confirm.error} />}
          <div>
            <Button type="submit" loading={confirm.isPending}>
              {t("settings.profile.confirm")}
            </Button>
          </div>
        </form>
      )}
      {!offer && (
        <Button variant={on ? "default" : "filled"} onClick={() => setAsking(true)} mt={codes ? "md" : 0}>
          {t(on ? "settings.profile.factor_remove" : "settings.profile.factor_set")}
        </Button>
      )}
      <FormModal
        opened={asking}
        title={t(on ? "settings.profile.factor_remove" : "settings.profile.factor_set")}
        action={t(on ? "settings.profile.factor_remove" : "settings.profile.factor_next")}
        busy={begin.isPending}
        error={begin.error}
        onSubmit={() => begin.mutate(undefined)}
        onClose={() => setAsking(false)}
      >
        <TextInput
          label={t("settings.profile.password_present")}
          type="password"
          autoComplete="current-password"
          data-autofocus
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </FormModal>
    </Card>
  );
}

/** "Mozilla/5.0 (X11; Linux) … Firefox/140.0" → "Firefox · Linux". */
export function browser_of(agent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari|curl)/.exec(agent)?.[1];
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
  const system = /(Windows|Android|iPhone|iPad|Mac OS|Linux)/.exec(agent)?.[1];
  const known = [browser && (names[browser] ?? browser), system].filter(Boolean).join(" · ");
  return known || agent.slice(0, 60);
}

const SHOWN = 6;

function Sessions() {
  const { t } = useLanguage();
  const query = useQuery({
    queryKey: ["sessions"],
    queryFn: ({ signal }) =>
      ask<{ items: OpenSession[] }>("/session/all", {}, signal).then(({ items }) =>
        items.sort((a, b) => Number(b.present) - Number(a.present) || b.seen_at.localeCompare(a.seen_at)),
      ),
  });
  const [all, setAll] = useState(false);
  const end = useAction((id: number) => act("DELETE", `/session/all/${id}`), { refresh: [["sessions"]] });
  const others = (query.data ?? []).filter((one) => !one.present);
  const end_others = useAction(
    async () => {
      for (const one of others) await act("DELETE", `/session/all/${one.id}`);
    },
    { refresh: [["sessions"]], done: t("ui.saved") },
  );
  return (
    <Card
      title={t("settings.profile.sessions")}
      about={t("settings.profile.sessions_about")}
      tools={
        others.length > 1 && (
          <Button
            size="xs"
            variant="default"
            loading={end_others.isPending}
            onClick={() => end_others.mutate(undefined)}
          >
            {t("settings.profile.end_others")}
          </Button>
        )
      }
    >
      {(end.error || end_others.error) && <ErrorState error={end.error ?? end_others.error} />}
      <Asked query={query} height={100}>
        {(items) => (
          <ul className="plain">
            {items.slice(0, all ? undefined : SHOWN).map((one) => (
              <li key={one.id} className="row" style={{ justifyContent: "space-between" }}>
                <span>
                  <strong title={one.agent}>{browser_of(one.agent)}</strong>{" "}
                  {one.present && <span className="pill">{t("settings.profile.this_session")}</span>}
                  <span className="quiet small" style={{ display: "block" }}>
                    {one.address} · <Ago at={one.seen_at} />
                  </span>
                </span>
                {!one.present && (
                  <Button size="xs" variant="default" onClick={() => end.mutate(one.id)}>
                    {t("settings.profile.end_session")}
                  </Button>
                )}
              </li>
            ))}
            {!all && items.length > SHOWN && (
              <li>
                <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
                  {t("settings.profile.more_sessions", { n: items.length - SHOWN })}
                </Button>
              </li>
            )}
          </ul>
        )}
      </Asked>
    </Card>
  );
}
