// What the pages of the plan share: a form in a window, words of the plan, and fields for money and days.
import { Button, Group, Modal, NumberInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useWorkspace } from "~/api/session";
import { type Key, type Money, useLanguage } from "~/i18n";
import { field_error } from "~/ui/action";
import { ErrorState } from "~/ui/states";

export const families = ["loyalty", "automation", "experience", "community", "content"] as const;
export const aims = [
  "convert",
  "raise_clv",
  "reduce_churn",
  "win_back",
  "second_purchase",
  "satisfaction",
  "engagement",
  "referrals",
] as const;
export const statuses = ["draft", "pilot", "active", "adopted", "not_adopted", "closed"] as const;
export const conditions = ["switching_obstacles", "value", "expectations", "experience"] as const;
export const pillars = ["communication", "rewards", "service", "engagement"] as const;
export const causes = [
  "unknown",
  "price",
  "competitor",
  "minor_service_failure",
  "major_service_failure",
  "poor_service",
  "unmet_expectations",
  "low_engagement",
  "indifference",
  "payment_failure",
  "other",
] as const;

/** Choices of a select: words with what they are called. */
export function useWords(): <T extends string>(kind: string, words: readonly T[]) => { value: T; label: string }[] {
  const { t } = useLanguage();
  return (kind, words) => words.map((value) => ({ value, label: t(`actions.${kind}.${value}` as Key) }));
}

export function useWord(): (kind: string, word: string | undefined) => string {
  const { t } = useLanguage();
  return (kind, word) => (word ? t(`actions.${kind}.${word}` as Key) : "");
}

export function FormModal(props: {
  opened: boolean;
  title: string;
  action: string;
  busy: boolean;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { opened, title, action, busy, error, onSubmit, onClose, children } = props;
  const { t } = useLanguage();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("ui.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {error ? <ErrorState error={error} /> : null}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t("ui.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {action}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

export type Amount = string | number;

/** An amount in the workspace's currency; "" is none. */
export function MoneyField(props: {
  label: string;
  value: Amount;
  onChange: (value: Amount) => void;
  error?: unknown;
  path?: string;
}) {
  const { label, value, onChange, error, path } = props;
  const { t } = useLanguage();
  const { currency } = useWorkspace();
  return (
    <NumberInput
      label={t("actions.amount_in", { label, currency })}
      value={value}
      onChange={onChange}
      min={0}
      decimalScale={2}
      hideControls
      error={path ? field_error(error, path) : undefined}
    />
  );
}

export function amount_of(money: Money | null | undefined): Amount {
  return money ? Number(money.amount) : "";
}

export function money_of(value: Amount, currency: string): Money | null {
  return value === "" ? null : { amount: Number(value).toFixed(2), currency };
}

export function number_or_null(value: Amount): number | null {
  return value === "" ? null : Number(value);
}

export function DayField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
  required?: boolean;
}) {
  const { label, value, onChange, error, required } = props;
  return (
    <TextInput
      type="date"
      label={label}
      value={value}
      error={error}
      required={required ?? false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
