import { expect, test } from "vitest";
import { qr_code } from "./qr";

const shown = (text: string) => qr_code(text)?.map((row) => row.map((dark) => (dark ? "#" : ".")).join(""));

test("the fixed parts of the smallest version stand where the standard wants them", () => {
  const rows = shown("hello");
  expect(rows?.length).toBe(21);
  for (const row of [0, 6]) expect(rows?.[row]?.startsWith("#######.")).toBe(true);
  expect(rows?.[6]).toBe("#######.#.#.#.#######"); // finders and the timing between them
  expect(rows?.[13]?.[8]).toBe("#"); // the square that is always dark
  expect(rows?.[8]?.slice(0, 6)).toBe("###.##"); // format: level L, mask 0
});

test("longer texts take larger versions, and what is too long none", () => {
  expect(qr_code("x".repeat(106))?.length).toBe(37);
  expect(qr_code("x".repeat(230))?.length).toBe(53);
  expect(qr_code("x".repeat(231))).toBeNull();
});
