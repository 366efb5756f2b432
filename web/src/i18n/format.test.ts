import { describe, expect, test } from "vitest";
import { Formats } from "./format";

const fr = new Formats("fr", "Europe/Paris", "EUR");
const en = new Formats("en", "Europe/Paris", "EUR");

// Which no-break space it is depends on the edition of the CLDR.
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

describe("figures as a reader of the language writes them", () => {
  test("shares, and their differences in points", () => {
    expect(plain(fr.percent(0.6423))).toBe("64,2 %");
    expect(en.percent(0.6423)).toBe("64.2%");
    expect(plain(fr.points(-0.004))).toBe("\u22120,4 pt");
    expect(plain(en.points(0.021))).toBe("+2.1 pts");
    expect(plain(en.points(0))).toBe("0.0 pt");
  });
  test("money: cents below a thousand, none above", () => {
    expect(plain(fr.money({ amount: "252.29", currency: "EUR" }))).toBe("252,29 €");
    expect(plain(fr.money({ amount: "12345.67", currency: "EUR" }))).toBe("12 346 €");
    expect(en.money({ amount: "-3.5", currency: "USD" }, { signed: true })).toBe("\u2212US$3.50");
    expect(en.money({ amount: "1500", currency: "JPY" })).toBe("JP¥1,500");
  });
  test("days and periods", () => {
    expect(fr.day("2026-03-01", "long")).toBe("1er mars 2026");
    expect(en.day("2026-03-02")).toBe("2 Mar 2026");
    expect(fr.period("2026-Q3")).toBe("T3 2026");
    expect(en.period("2026-10")).toBe("Oct 2026");
    expect(fr.period("2026-W07")).toBe("S07 2026");
  });
  test("instants stand in the time zone of the workspace", () => {
    expect(en.instant("2026-10-25T00:30:00Z")).toContain("02:30");
    expect(en.instant("2026-10-25T01:30:00Z")).toContain("02:30"); // summer time has ended
  });
  test("how long ago", () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    expect(fr.ago("2026-11-21T11:00:00Z", now)).toBe("hier");
    expect(en.ago("2026-11-22T11:59:40Z", now)).toBe("now");
    expect(en.ago("2026-08-22T12:00:00Z", now)).toBe("3 months ago");
  });
});
