// Texts in the reader's language: flat keys of ICU messages, one file an area and language. French is the source: a key
// that French lacks does not compile, one that English lacks does not pass the check (scripts/check-i18n.mjs). Those of
// the frame come with the first page, those of an area with its pages.
import { IntlMessageFormat } from "intl-messageformat";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Texts } from "~/page";
import { Formats, type Locale } from "./format";
import type { Key, Messages } from "./keys";

export type { Locale, Money } from "./format";
export type { Key } from "./keys";
export type Values = Record<string, string | number | boolean | Date | null | undefined>;

export interface Language {
  locale: Locale;
  t: (key: Key, values?: Values) => string;
  f: Formats;
}

const LanguageContext = createContext<Language | null>(null);

const frames: Record<Locale, () => Promise<{ default: Messages }>> = {
  fr: () => import("./fr"),
  en: () => import("./en"),
};
const areas = import.meta.glob<{ default: Messages }>(["./{fr,en}/*.json", "!./{fr,en}/{charts,shell,ui}.json"]);
const loaded: { locale: Locale; messages: Messages } = { locale: "fr", messages: {} };

/** The texts of the frame; those of areas join them in the same object as their pages are opened. */
export async function load_messages(locale: Locale): Promise<Messages> {
  loaded.locale = locale;
  loaded.messages = { ...(await frames[locale]()).default };
  return loaded.messages;
}

export async function load_area(area: Texts): Promise<void> {
  const texts = await areas[`./${loaded.locale}/${area}.json`]?.();
  Object.assign(loaded.messages, texts?.default);
}

function translator(messages: Messages, locale: Locale): Language["t"] {
  const made = new Map<Key, IntlMessageFormat>();
  return (key, values) => {
    let message = made.get(key);
    if (!message) {
      message = new IntlMessageFormat(messages[key] ?? key, locale, undefined, { ignoreTag: true });
      made.set(key, message);
    }
    return String(message.format(values ?? {}));
  };
}

export function LanguageProvider(props: {
  locale: Locale;
  messages: Messages;
  timeZone: string;
  currency: string;
  children: ReactNode;
}) {
  const { locale, messages, timeZone, currency, children } = props;
  const language = useMemo<Language>(
    () => ({ locale, t: translator(messages, locale), f: new Formats(locale, timeZone, currency) }),
    [locale, messages, timeZone, currency],
  );
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error("no language around this component");
  return language;
}
