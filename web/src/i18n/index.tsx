// Texts in the reader's language: flat keys of ICU messages, one file an area and language. French is the source: a key
// that French lacks does not compile, one that English lacks does not either.
import { IntlMessageFormat } from "intl-messageformat";
import { createContext, type ReactNode, useContext, useMemo } from "react";
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

const loaders: Record<Locale, () => Promise<{ default: Messages }>> = {
  fr: () => import("./fr"),
  en: () => import("./en"),
};

export async function load_messages(locale: Locale): Promise<Messages> {
  return (await loaders[locale]()).default;
}

function translator(messages: Messages, locale: Locale): Language["t"] {
  const made = new Map<Key, IntlMessageFormat>();
  return (key, values) => {
    let message = made.get(key);
    if (!message) {
      message = new IntlMessageFormat(messages[key], locale, undefined, { ignoreTag: true });
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
