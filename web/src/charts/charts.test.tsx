import { expect, test } from "vitest";
import { calibration_end } from "./calibration";
import { ratio_axis } from "./forest";
import { heat_of } from "./heatmap";
import { type SankeyFlow, sankey_layout } from "./sankey_layout";
import { csv_of } from "./save";
import { score_scale } from "./score_bars";

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

test("a plot of calibration ends at the round mark above its highest interval", () => {
  const point = (predicted: number, observed: number | null, high: number | null) => ({
    predicted,
    observed,
    high,
    n: 9,
  });
  expect(calibration_end([point(0.02, 0.03, 0.07), point(0.05, null, null)])).toBe(0.1);
  expect(calibration_end([point(0.9, 0.95, 0.99)])).toBe(1);
  expect(calibration_end([])).toBe(0.02);
});

test("a ratio and its inverse are as far from one; infinite ones end at a hundredfold", () => {
  const axis = ratio_axis([0.25, 1.5, 3]);
  expect([axis.low, axis.high]).toEqual([0.25, 4]);
  expect(axis.marks).toEqual([0.5, 1, 2]);
  expect(ratio_axis([0, 2]).high).toBe(100);
  expect(ratio_axis([1, 1.1]).marks).toEqual([0.8, 1, 1.25]);
});

test("reasons for and against stand on one scale", () => {
  const scale = score_scale([3, 1, -1]);
  expect(scale).toEqual({ none: 25, unit: 25 });
  expect(score_scale([-2, -1]).none).toBe(100);
  expect(score_scale([0, 0])).toEqual({ none: 0, unit: 0 });
});

test("bands fill their bars without gap or overlap, and nobody's bar is left out", () => {
  const nodes = ["a", "b", "c"].map((key) => ({ key, name: key }));
  const flow = (from: string, to: string, value: number): SankeyFlow => ({
    key: `${from}.${to}`,
    from,
    to,
    value,
    tone: "same",
    title: "",
  });
  const flows = [flow("c", "a", 1), flow("a", "b", 60), flow("a", "a", 30), flow("c", "b", 9)];
  const { left, right, bands, height } = sankey_layout(nodes, flows, 200);
  expect([left.map((bar) => bar.key), right.map((bar) => bar.key)]).toEqual([
    ["a", "c"],
    ["a", "b"],
  ]);
  expect(bands.map((band) => band.flow.key)).toEqual(["a.a", "a.b", "c.a", "c.b"]);
  for (const [side, bars] of [
    ["left", left],
    ["right", right],
  ] as const)
    for (const bar of bars) {
      let edge = bar.y;
      for (const band of bands.filter(({ flow }) => flow[side === "left" ? "from" : "to"] === bar.key)) {
        expect(band[side] - band.thickness / 2).toBeCloseTo(edge);
        edge = band[side] + band.thickness / 2;
      }
      expect(edge).toBeCloseTo(bar.y + bar.height);
      expect(bar.height).toBeCloseTo(bar.value * 2);
      expect(edge).toBeLessThanOrEqual(height);
    }
  for (const bars of [left, right])
    bars.slice(1).forEach((bar, index) => {
      expect(bar.y).toBeGreaterThan((bars[index]?.y ?? 0) + (bars[index]?.height ?? 0));
    });
  expect(sankey_layout(nodes, [], 200)).toEqual({ left: [], right: [], bands: [], height: 0 });
});
