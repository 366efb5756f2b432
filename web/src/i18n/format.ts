// Numbers, money, days and periods as a reader of the language writes them. No text is made of them anywhere else.

export interface Money {
  amount: string;
  currency: string;
}

export type Locale = "en" | "fr";

const minus = (text: string) => text.replace("-", "\u2212");

const tags: Record<Locale, string> = { en: "en-GB", fr: "fr-FR" };

/** Formats of one language, in the time zone of the workspace. */
export class Formats {
  private readonly tag: string;
  private readonly made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

  constructor(
    readonly locale: Locale,
    readonly timeZone: string,
    readonly currency: string,
  ) {
    this.tag = tags[locale];
  }

  private numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = `n${JSON.stringify(options)}`;
    let made = this.made.get(key) as Intl.NumberFormat | undefined;
    if (!made) {
      made = new Intl.NumberFormat(this.tag, options);
      this.made.set(key, made);
    }
    return made;
  }

  private dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = `d${JSON.stringify(options)}`;
    let made = this.made.get(key) as Intl.DateTimeFormat | undefined;
    if (!made) {
      made = new Intl.DateTimeFormat(this.tag, options);
      this.made.set(key, made);
    }
    return made;
  }

  number(value: number, digits = 0): string {
    return minus(this.numbers({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value));
  }

  /** At most so many digits, none that are naught: 12, 3.4. */
  compact(value: number, digits = 1): string {
    return minus(this.numbers({ maximumFractionDigits: digits }).format(value));
  }

  percent(share: number, digits = 1): string {
    return minus(
      this.numbers({ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share),
    );
  }

  /** A difference of two shares, in points: "+1.8 pts". */
  points(difference: number, digits = 1): string {
    const value = difference * 100;
    const text = this.numbers({
      signDisplay: "exceptZero",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
    return `${minus(text)}\u00A0${Math.abs(value) < 2 ? "pt" : "pts"}`;
  }

  signed(value: number, digits = 0): string {
    return minus(this.numbers({ signDisplay: "exceptZero", maximumFractionDigits: digits }).format(value));
  }

  money(money: Money, options: { signed?: boolean; round?: boolean } = {}): string {
    const value = Number(money.amount);
    const whole = options.round || Math.abs(value) >= 1000;
    const digits: Intl.NumberFormatOptions = whole ? { maximumFractionDigits: 0 } : {};
    const sign: Intl.NumberFormatOptions = options.signed ? { signDisplay: "exceptZero" } : {};
    return minus(this.numbers({ style: "currency", currency: money.currency, ...digits, ...sign }).format(value));
  }

  amount(value: number, currency = this.currency): string {
    return this.money({ amount: String(value), currency }, { round: value === 0 || Math.abs(value) >= 1000 });
  }

  /** "2026-10-31", a day of the calendar without a time zone. */
  day(day: string, style: "short" | "long" = "short"): string {
    const date = new Date(`${day}T00:00:00Z`);
    return this.dates({ day: "numeric", month: style === "long" ? "long" : "short", year: "numeric", timeZone: "UTC" })
      .format(date)
      .replace(/^1 (?=\p{L})/u, this.locale === "fr" ? "1er " : "1 ");
  }

  instant(instant: string): string {
    return this.dates({
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      timeZone: this.timeZone,
    }).format(new Date(instant));
  }

  time(instant: string): string {
    return this.dates({ hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: this.timeZone }).format(
      new Date(instant),
    );
  }

  /** "3 days ago"; the whole instant belongs into a title beside it. */
  ago(instant: string, now: number): string {
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [
      ["year", 31_557_600],
      ["month", 2_629_800],
      ["week", 604_800],
      ["day", 86_400],
      ["hour", 3600],
      ["minute", 60],
    ];
    const seconds = (new Date(instant).getTime() - now) / 1000;
    const format = new Intl.RelativeTimeFormat(this.tag, { numeric: "auto" });
    for (const [unit, length] of steps)
      if (Math.abs(seconds) >= length) return format.format(Math.trunc(seconds / length), unit);
    return format.format(0, "second");
  }

  /** "2026-10" → "Oct 2026", "2026-Q3", "2026-W07", "2026", "2026-10-31". */
  period(period: string): string {
    const month = /^(\d{4})-(\d{2})$/.exec(period);
    if (month)
      return this.dates({ month: "short", year: "numeric", timeZone: "UTC" }).format(
        new Date(`${period}-01T00:00:00Z`),
      );
    const quarter = /^(\d{4})-?Q(\d)$/.exec(period);
    if (quarter) return this.locale === "fr" ? `T${quarter[2]} ${quarter[1]}` : `Q${quarter[2]} ${quarter[1]}`;
    const week = /^(\d{4})-?W(\d{2})$/.exec(period);
    if (week) return this.locale === "fr" ? `S${week[2]} ${week[1]}` : `W${week[2]} ${week[1]}`;
    return /^\d{4}-\d{2}-\d{2}$/.test(period) ? this.day(period) : period;
  }
}
