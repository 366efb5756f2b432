import { Button, Checkbox, NumberInput, Select, Tabs, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { act, ask } from "~/api/client";
import { useSession } from "~/api/session";
import type { Mail, MailChange, MailSuppression, MailTested, Message } from "~/api/types";
import { useLanguage } from "~/i18n";
import { field_error, useAction } from "~/ui/action";
import { Card } from "~/ui/page";
import { Asked, EmptyState, ErrorState } from "~/ui/states";
import { type Column, DataTable, useList } from "~/ui/table";
import { Settings } from "./frame";

/** The mail server, whether it works, what was sent, and who can't be written to any more. */
export default function MailPage() {
  const { t } = useLanguage();
  const query = useQuery({ queryKey: ["mail"], queryFn: ({ signal }) => ask<Mail>("/mail", {}, signal) });
  return (
    <Settings>
      <Asked query={query} height={360}>
        {(mail) => (
          <>
            {mail.trouble && (
              <p className="alert" role="alert">
                <strong>{mail.trouble.message}</strong>
                {mail.trouble.answer && <span className="mono"> {mail.trouble.answer}</span>}
              </p>
            )}
            <Server key={mail.version} mail={mail} />
            <Test mail={mail} />
          </>
        )}
      </Asked>
      <Card label={t("settings.mail.log")}>
        <Tabs defaultValue="log" keepMounted={false}>
          <Tabs.List aria-label={t("settings.mail.log")}>
            <Tabs.Tab value="log">{t("settings.mail.log")}</Tabs.Tab>
            <Tabs.Tab value="refused">{t("settings.mail.suppressions")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="log" pt="md">
            <Log />
          </Tabs.Panel>
          <Tabs.Panel value="refused" pt="md">
            <Suppressions />
          </Tabs.Panel>
        </Tabs>
      </Card>
    </Settings>
  );
}

const ports = { starttls: 587, tls: 465, none: 25 };

function Server({ mail }: { mail: Mail }) {
  const { t } = useLanguage();
  const [changed, setChanged] = useState<MailChange>({});
  const value = { ...mail, ...changed };
  const change = (part: MailChange) => setChanged({ ...changed, ...part });
  const save = useAction((body: MailChange) => act<Mail>("PATCH", "/mail", body), {
    refresh: [["mail"]],
    done: t("ui.saved"),
    onDone: () => setChanged({}),
  });
  const text = (
    name: "host" | "user" | "from_address" | "from_name" | "reply_to",
    placeholder: string,
    type = "text",
  ) => (
    <TextInput
      label={t(`settings.mail.${name}`)}
      type={type}
      placeholder={placeholder}
      value={(value[name] as string | null) ?? ""}
      error={field_error(save.error, `/${name}`)}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  return (
    <Card
      title={t("settings.mail.server")}
      about={t(mail.host ? "settings.mail.server_about" : "settings.mail.server_none")}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(changed);
        }}
      >
        <div className="fields">
          {text("host", "mail.example.com")}
          <Select
            label={t("settings.mail.security")}
            value={value.security}
            onChange={(security) => {
              const chosen = security as Mail["security"];
              change({ security: chosen, port: ports[chosen] });
            }}
            data={(["starttls", "tls", "none"] as const).map((one) => ({
              value: one,
              label: t(`settings.mail.security.${one}`),
            }))}
          />
          <NumberInput
            label={t("settings.mail.port")}
            min={1}
            max={65535}
            allowDecimal={false}
            value={value.port}
            error={field_error(save.error, "/port")}
            onChange={(port) => change({ port: Number(port) })}
          />
          {text("user", "retention")}
          <TextInput
            label={t("settings.mail.password")}
            placeholder={mail.password_set ? t("settings.mail.password_set") : ""}
            type="password"
            autoComplete="off"
            value={changed.password ?? ""}
            error={field_error(save.error, "/password")}
            onChange={(event) => change({ password: event.target.value })}
          />
          {text("from_address", "retention@example.com", "email")}
          {text("from_name", "Maison Auriol")}
          {text("reply_to", "bonjour@example.com", "email")}
        </div>
        {value.security === "none" && (
          <Checkbox
            mt="md"
            label={t("settings.mail.unencrypted")}
            checked={changed.accept_unencrypted ?? false}
            onChange={(event) => change({ accept_unencrypted: event.target.checked })}
          />
        )}
        {save.error && <ErrorState error={save.error} />}
        <div className="form-end">
          <Button type="submit" loading={save.isPending} disabled={Object.keys(changed).length === 0}>
            {t("ui.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Test({ mail }: { mail: Mail }) {
  const { t, f } = useLanguage();
  const session = useSession();
  const [to, setTo] = useState(session.person.email);
  const test = useAction(() => act<MailTested>("POST", "/mail/test", { to }), {
    refresh: [["mail"], ["list", "/messages"]],
    done: t("settings.mail.tested"),
  });
  return (
    <Card
      title={t("settings.mail.test")}
      about={t("settings.mail.queued", { queued: f.number(mail.queued), sending: f.number(mail.sending) })}
    >
      <form
        className="row"
        style={{ alignItems: "flex-end" }}
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate(undefined);
        }}
      >
        <TextInput
          label={t("settings.mail.to")}
          type="email"
          required
          w={300}
          value={to}
          error={field_error(test.error, "/to")}
          onChange={(event) => setTo(event.target.value)}
        />
        <Button type="submit" variant="default" loading={test.isPending}>
          {t("settings.webhooks.test")}
        </Button>
      </form>
      {test.error && <ErrorState error={test.error} />}
    </Card>
  );
}

const tones = {
  sent: "gain",
  failed: "loss",
  unknown: "warn",
  suppressed: "warn",
  queued: "accent",
  sending: "accent",
};

function Log() {
  const { t, f } = useLanguage();
  const list = useList<Message>("/messages");
  const retry = useAction((id: number) => act("POST", `/messages/${id}/retry`), {
    refresh: [["list", "/messages"], ["mail"]],
    done: t("settings.webhooks.sent_again"),
  });
  const columns: Column<Message>[] = [
    { name: "made_at", title: t("settings.when"), cell: (one) => f.instant(one.made_at), text: (one) => one.made_at },
    {
      name: "recipient",
      title: t("settings.mail.to"),
      cell: (one) => one.recipient ?? "",
      text: (one) => one.recipient ?? null,
    },
    {
      name: "subject",
      title: t("settings.mail.subject"),
      cell: (one) => (
        <>
          {one.subject}
          {one.reason && <div className="quiet small">{one.reason}</div>}
        </>
      ),
      text: (one) => one.subject,
    },
    {
      name: "status",
      title: t("settings.people.state"),
      cell: (one) => (
        <span className="pill" data-tone={tones[one.status]}>
          {t(`settings.mail.status.${one.status}`)}
        </span>
      ),
      text: (one) => one.status,
    },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (one) =>
        ["queued", "failed", "unknown"].includes(one.status) && (
          <Button size="xs" variant="default" onClick={() => retry.mutate(one.id)}>
            {t("settings.try_again")}
          </Button>
        ),
    },
  ];
  return (
    <>
      {retry.error && <ErrorState error={retry.error} />}
      <DataTable
        label={t("settings.mail.log")}
        list={list}
        columns={columns}
        file="mail"
        height={420}
        empty={<EmptyState title={t("settings.mail.none")}>{t("settings.mail.none_do")}</EmptyState>}
      />
    </>
  );
}

function Suppressions() {
  const { t, f } = useLanguage();
  const list = useList<MailSuppression>("/mail/suppressions");
  const allow = useAction((id: string) => act("DELETE", `/mail/suppressions/${encodeURIComponent(id)}`), {
    refresh: [["list", "/mail/suppressions"]],
    done: t("ui.saved"),
  });
  const columns: Column<MailSuppression>[] = [
    { name: "at", title: t("settings.when"), cell: (one) => f.instant(one.at), text: (one) => one.at },
    {
      name: "address",
      title: t("settings.people.email"),
      cell: (one) => one.address ?? t("settings.mail.forgotten"),
      text: (one) => one.address,
    },
    { name: "reason", title: t("settings.why"), cell: (one) => one.answer ?? one.reason, text: (one) => one.reason },
    {
      name: "acts",
      title: t("settings.acts"),
      cell: (one) => (
        <Button size="xs" variant="default" onClick={() => allow.mutate(one.id)}>
          {t("settings.mail.allow")}
        </Button>
      ),
    },
  ];
  return (
    <>
      {allow.error && <ErrorState error={allow.error} />}
      <DataTable
        label={t("settings.mail.suppressions")}
        list={list}
        columns={columns}
        height={420}
        empty={
          <EmptyState title={t("settings.mail.no_suppressions")}>{t("settings.mail.no_suppressions_do")}</EmptyState>
        }
      />
    </>
  );
}
