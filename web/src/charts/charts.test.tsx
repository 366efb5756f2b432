import { expect, test } from "vitest";
import { heat_of } from "./heatmap";
import { csv_of } from "./save";

test("lightness goes by what is shown, from the second column on; what is not observed has none", () => {
  const cell = (share: number | null) => ({ share, text: "", title: "" });
  const heat = heat_of([{ name: "a", size: "1", cells: [cell(1), cell(0.1), cell(0.4), cell(null)] }]);
  expect(heat(0.1)).toBe(0);
  expect(heat(0.4)).toBe(6);
  expect(heat(0.25)).toBe(3);
});

test("a table of a chart as CSV: quoted, empty where nothing was observed, no formulas", () => {
  const table = {
    head: ["name", "value"],
    rows: [['a "b", c', 0.5] as (string | number)[], ["=1+1", null], ["-5", -5]],
  };
  expect(csv_of(table)).toBe('name,value\r\n"a ""b"", c",0.5\r\n\'=1+1,\r\n\'-5,-5\r\n');
});
