// `fidele predict occasions FILE`: the BG/BB model on an export of orders, held to Fader, Hardie & Shang (2010).
import { test } from "node:test";
import assert from "node:assert/strict";
import { fidele, write } from "./program.mjs";

const near = (actual, expected, tolerance) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

// Their 11,104 people who first gave in 1995: how many gave in x of the six years after, the last time in year t_x.
const donors = [[6, 6, 1203], [5, 6, 728], [4, 6, 512], [3, 6, 357], [2, 6, 234], [1, 6, 129], [5, 5, 335], [4, 5, 284], [3, 5, 225],
  [2, 5, 173], [1, 5, 119], [4, 4, 240], [3, 4, 181], [2, 4, 155], [1, 4, 78], [3, 3, 322], [2, 3, 255], [1, 3, 129], [2, 2, 613],
  [1, 2, 277], [1, 1, 1091], [0, 0, 3464]];

function gifts() {
  const lines = ["customer,date,amount"];
  let id = 0;
  for (const [x, last, people] of donors)
    for (let k = 0; k < people; k++) {
      const name = `d${id++}`;
      lines.push(`${name},1995-03-${10 + (k % 20)},25.00`);
      for (let i = 1; i < x; i++) lines.push(`${name},${1995 + i}-06-15,20.00`, `${name},${1995 + i}-09-01,5.00`); // twice a year is once
      if (x > 0) lines.push(`${name},${1995 + last}-12-31,30.00`);
    }
  return `${lines.join("\n")}\n`;
}

test("the published donations: parameters, who is still there, gifts to come", () => {
  const path = write("gifts.csv", gifts());
  const run = fidele(["predict", "occasions", path, "--every", "year", "--format", "json"]);
  assert.equal(run.code, 0, run.error);
  const report = JSON.parse(run.out);
  assert.deepEqual([report.every, report.from, report.to, report.ahead, report.groups], ["year", "1995", "2001", 5, 22]);
  const { alpha, beta, gamma, delta } = report.model.parameters;
  for (const [value, published] of [[alpha, 1.204], [beta, 0.75], [gamma, 0.657], [delta, 2.783]]) near(value, published, 0.0006);
  near(report.model.log_likelihood, -33225.58, 0.006);
  near(report.expected_purchases, 12884.2, 0.5);
  assert.equal(report.customers.length, 11104);
  const of = (x, last) => report.customers.find((customer) => customer.x === x && customer.t_x === last);
  near(of(0, 0).p_alive, 0.11, 0.005);
  near(of(2, 4).p_alive, 0.59, 0.005);
  near(of(6, 6).p_alive, 0.93, 0.005);
  near(report.customers.reduce((sum, { expected_purchases: expected }) => sum + expected, 0), report.expected_purchases, 1e-3);
  assert.equal(report.holdout.from, "2001");
  // Which years they gave in is not published, so what the last one is predicted to be says little here.
  assert.ok(report.holdout.predicted > 0 && report.holdout.rmse < 1);
  assert.match(fidele(["predict", "occasions", path, "--every", "year", "--locale", "fr"]).out, /11\u202f104 clients, de 1995 à 2001/);
  const csv = fidele(["predict", "occasions", path, "--every", "year", "--format", "csv"]).out.trim().split("\n");
  assert.equal(csv[0], "customer,x,t_x,n,p_alive,expected_purchases");
  assert.equal(csv.length, 11105);
});

// Park & Miller's minimal standard generator: the same file everywhere.
function randomOf(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

test("months that were held out are foreseen better than by going on as before", () => {
  const random = randomOf(11), lines = ["customer,date,amount"];
  for (let i = 0; i < 1500; i++) {
    const buys = random() * random(), leaves = random() * 0.25;
    for (let month = 0; month < 24; month++) {
      if (month > 0 && random() < leaves) break;
      if (month === 0 || random() < buys) lines.push(`c${i},${2024 + Math.floor(month / 12)}-${String(1 + (month % 12)).padStart(2, "0")}-28,9.90`);
    }
  }
  lines.push("z,2025-12-31,9.90");
  const { holdout, model } = JSON.parse(fidele(["predict", "occasions", write("boxes.csv", `${lines.join("\n")}\n`), "--format", "json"]).out);
  assert.deepEqual([holdout.from, holdout.to, holdout.customers, model.shrunk], ["2025-07", "2025-12", 1500, 0]);
  assert.ok(holdout.rmse < 0.85 * holdout.naive_rmse, JSON.stringify(holdout));
  near(holdout.predicted / holdout.actual, 1, 0.25);
});

test("a period that has not ended is no occasion, and too little is refused", () => {
  const rows = (last) => `customer,date,amount\n${Array.from({ length: 60 }, (_, i) => `c${i},2024-01-10,5\nc${i},2024-02-10,5\nc${i},${last},5`).join("\n")}\n`;
  const open = JSON.parse(fidele(["predict", "occasions", write("open.csv", rows("2024-03-30")), "--format", "json"]).out);
  assert.deepEqual([open.to, open.customers[0].n, open.customers[0].x], ["2024-02", 1, 1]);
  const ended = JSON.parse(fidele(["predict", "occasions", write("ended.csv", rows("2024-03-31")), "--format", "json"]).out);
  assert.deepEqual([ended.to, ended.customers[0].n, ended.customers[0].x], ["2024-03", 2, 2]);
  assert.ok(ended.model.shrunk > 0 && ended.customers.every(({ p_alive: here }) => here > 0 && here <= 1));
  const short = fidele(["predict", "occasions", write("short.csv", "customer,date,amount\na,2024-01-10,5\nb,2024-01-11,5\n")]);
  assert.equal(short.code, 3);
  assert.match(short.error, /no month has ended after the first one/);
  assert.match(fidele(["predict", "occasions"]).error, /name a file/);
});
