// What `fidele audit` says of small files whose every figure can be counted by hand.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { spawnSync } from "node:child_process";
import { audit, fidele, folder, generate, write } from "./program.mjs";

const day = (text, offset) => new Date(Date.parse(text) + offset * 86_400_000).toISOString().slice(0, 10);
const near = (actual, expected, tolerance = 1e-9) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const rows = (...lines) => ["customer,date,amount", ...lines].join("\n") + "\n";
const period = (report, name) => report.periods.find((one) => one.period === name);

// R008: 10 at the start, 2 leave, 1 former customer returns, 3 new.
function returningFormerCustomer() {
  const lines = ["former,2026-01-10,10"];
  for (let i = 0; i < 10; i++) lines.push(`c${i},2026-02-0${1 + (i % 9)},10`);
  for (let i = 0; i < 8; i++) lines.push(`c${i},2026-03-15,10`);
  lines.push("former,2026-03-16,10");
  for (let i = 0; i < 3; i++) lines.push(`n${i},2026-03-20,10`);
  return rows(...lines);
}

test("R008: a former customer who returns does not raise retention", () => {
  const march = period(audit(returningFormerCustomer(), "--window", "period", "--as-of", "2026-03-31"), "2026-03");
  assert.equal(march.start, 10);
  assert.equal(march.end, 12);
  assert.equal(march.new, 3);
  assert.equal(march.reactivated, 1);
  assert.equal(march.lost, 2);
  near(march.retention_rate.value, 0.8);
  near(march.churn_rate.value, 0.2);
  near(march.count_formula_rate, 0.9);
  assert.equal(march.retention_rate.n, 10);
});

test("R009: the window decides who is lost", () => {
  const file = rows("ana,2026-01-01,10", "bo,2026-04-11,10");
  const start = (window) => period(audit(file, "--window", window, "--period", "day"), "2026-04-11").start;
  assert.equal(start("120"), 1); // ana's last order is 100 days old
  assert.equal(start("90"), 0);
  assert.equal(start("100"), 1); // on the day before it was 99 days old: younger than the window
  assert.equal(start("99"), 0);
});

test("R009: a contract that ended makes a customer lost whatever the window", () => {
  const file = "customer,date,amount,ended\nana,2026-01-05,10,2026-02-10\nbo,2026-01-05,10,\nbo,2026-02-20,10,\n";
  const february = period(audit(file, "--window", "365", "--columns", "customer,date,amount,ended", "--as-of", "2026-02-28"), "2026-02");
  assert.equal(february.start, 2);
  assert.equal(february.lost, 1);
});

test("R007: a study period prints the range it used", () => {
  const report = audit(rows("ana,2026-06-01,10", "bo,2026-07-01,20", "ana,2026-09-30,30", "cy,2026-10-02,5"), "--period", "2026Q3", "--window", "60");
  assert.equal(report.periods.length, 1);
  assert.equal(report.periods[0].from, "2026-07-01");
  assert.equal(report.periods[0].to, "2026-09-30");
  assert.equal(report.periods[0].revenue, "50.00");
});

test("R015, R016, R017: order value, repeat purchase rate, frequency", () => {
  const report = audit(rows("ana,2026-01-01,20", "ana,2026-01-02,30", "bo,2026-01-03,100"), "--as-of", "2026-01-31");
  const january = period(report, "2026-01");
  assert.equal(january.average_order_value, "50.00");
  near(january.repeat_purchase_rate.value, 0.5);
  assert.equal(january.repeat_purchase_rate.n, 2);
  near(january.purchase_frequency, 1.5);
});

test("R037, R038: the top 20 % by name, and what returning customers spend", () => {
  const lines = ["big,2026-01-01,500", "large,2026-01-01,300"];
  for (let i = 0; i < 8; i++) lines.push(`s${i},2026-01-02,25`);
  const report = audit(rows(...lines));
  near(report.concentration.revenue_share, 0.8);
  assert.deepEqual(report.concentration.customers, ["big", "large"]);
  const two = audit(rows("a,2026-01-01,50", "b,2026-01-01,50", "a,2026-02-01,83.50", "b,2026-02-01,83.50"));
  near(two.returning.spend_premium, 0.67);
  near(two.returning.revenue_share, 167 / 267);
});

test("R041: cohorts tell apart zero and not observed yet", () => {
  const report = audit(rows("ana,2026-01-01,10", "bo,2026-01-02,10", "ana,2026-03-01,10", "cy,2026-02-01,10"), "--as-of", "2026-03-31");
  assert.deepEqual(report.cohorts.rows.map((row) => row.active), [[2, 0, 1], [1, 0, null]]);
  assert.deepEqual(report.cohorts.rows.map((row) => row.revenue), [["20.00", "0.00", "10.00"], ["10.00", "0.00", null]]);
  assert.deepEqual(report.cohorts.rows[0].revenue_cumulative, ["20.00", "20.00", "30.00"]);
});

test("R043: second orders within a delay, of those old enough to have had it", () => {
  const lines = [];
  for (let i = 0; i < 100; i++) {
    lines.push(`c${i},2026-01-01,10`);
    if (i < 35) lines.push(`c${i},${day("2026-01-01", 100)},10`);
  }
  lines.push("late,2026-06-29,10");
  const report = audit(rows(...lines), "--second-order-days", "60,180", "--as-of", "2026-06-30");
  near(report.second_order[0].rate.value, 0);
  near(report.second_order[1].rate.value, 0.35);
  assert.equal(report.second_order[1].rate.n, 100); // not `late`
});

test("churn is not observed before a window has passed, and never 0 then", () => {
  const report = audit(rows("ana,2026-01-01,10", "bo,2026-01-01,10", "ana,2026-02-15,10", "ana,2026-04-20,10"), "--window", "90", "--as-of", "2026-04-30");
  assert.equal(period(report, "2026-02").churn_rate.value, null);
  assert.equal(period(report, "2026-03").churn_rate.value, null);
  near(period(report, "2026-04").churn_rate.value, 0.5);
});

test("refunds reduce revenue and are no purchase; an order of 0 is neither", () => {
  const report = audit(rows("ana,2026-01-01,100", "ana,2026-01-05,-40", "bo,2026-01-06,0", "cy,2026-01-07,-10"));
  assert.equal(report.input.orders, 1);
  assert.equal(report.input.customers, 1);
  assert.equal(report.input.customers_without_purchase, 2);
  assert.equal(report.input.refunds, 2);
  assert.equal(report.input.amount_total, "50.00");
  assert.equal(period(report, "2026-01").revenue, "50.00");
});

test("R056: a change of retention is the sum of what the segments contribute", () => {
  const lines = ["customer,date,amount,segment"];
  const add = (segment, month, kept, n) => {
    for (let i = 0; i < n; i++) if (i < kept) lines.push(`${segment}${i},2026-0${month}-10,10,${segment}`);
  };
  // 100 customers a segment active in January; A keeps 80 then 80 of 80 …: rates are taken from the report itself
  add("A", 1, 100, 100); add("B", 1, 100, 100);
  add("A", 2, 80, 100); add("B", 2, 60, 100);
  add("A", 3, 64, 100); add("B", 3, 24, 100);
  const report = audit(lines.join("\n") + "\n", "--window", "period", "--as-of", "2026-03-31");
  const by = report.breakdowns.find((one) => one.role === "segment");
  const contributions = by.groups.map((group) => group.contribution);
  near(contributions.reduce((sum, one) => sum + one, 0), by.retention_change, 1e-12);
  near(by.retention_change, 88 / 140 - 140 / 200, 1e-9);
  near(by.groups.find((group) => group.name === "A").retention_rate.value, 0.8);
  near(by.groups.find((group) => group.name === "B").retention_rate.value, 0.4);
});

test("R026: a break in retention is reported with its date", () => {
  const lines = [];
  for (let i = 0; i < 2000; i++) {
    let alive = true;
    for (let month = 0; month < 14 && alive; month++) {
      lines.push(`c${i},${2025 + Math.floor(month / 12)}-${String(1 + (month % 12)).padStart(2, "0")}-15,10`);
      const churn = month < 7 ? 0.05 : 0.12;
      alive = ((i * 7919 + month * 104729) % 1000) / 1000 >= churn;
    }
  }
  const report = audit(rows(...lines), "--window", "period", "--as-of", "2026-02-28");
  assert.deepEqual(report.breaks.map((one) => one.period), ["2025-09"]);
});

test("R034, R066, R012: losses are priced, replaced at the cost given, and margin is labelled", () => {
  const report = audit(generate("--customers", "500", "--seed", "3", "--from", "2024-01-01", "--to", "2025-12-31"), "--cac", "250", "--margin", "0.4");
  assert.equal(Number(report.losses.replacement_cost), report.losses.to_replace * 250);
  const formula = report.clv.formula;
  near(Number(formula.margin_value), 0.4 * Number(formula.value), 0.01);
  near(Number(formula.value), Number(formula.average_order_value) * formula.purchases_per_period * formula.retention_periods, Number(formula.value) * 1e-3);
});

test("every figure adds up: S + new + reactivated - lost = E, retention + churn = 1, segments and cohorts sum to the total", () => {
  const file = write("sums.csv", generate("--customers", "800", "--seed", "11", "--style", "shop", "--from", "2024-01-01", "--to", "2026-01-20"));
  for (const options of [[], ["--window", "period"], ["--window", "45"], ["--period", "week"], ["--period", "quarter"], ["--period", "day"]]) {
    const report = audit(file, ...options);
    let before = 0, orders = 0, revenue = 0;
    for (const one of report.periods) {
      assert.equal(one.start, before);
      assert.equal(one.start + one.new + one.reactivated - one.lost, one.end);
      assert.equal(one.retained + one.lost, one.start);
      if (one.retention_rate.value !== null) near(one.retention_rate.value + one.churn_rate.value, 1, 1e-11);
      before = one.end;
      orders += one.orders;
      revenue += Math.round(Number(one.revenue) * 100);
    }
    assert.equal(orders, report.input.orders);
    assert.equal(revenue, Math.round(Number(report.input.amount_total) * 100));
    assert.equal(report.rfm.segments.reduce((sum, one) => sum + one.customers, 0), report.input.customers);
    for (const by of report.breakdowns) {
      assert.equal(by.groups.reduce((sum, one) => sum + one.customers, 0), report.input.customers);
      assert.equal(by.groups.reduce((sum, one) => sum + one.orders, 0), report.input.orders);
    }
    assert.equal(report.cohorts.rows.reduce((sum, one) => sum + one.size, 0), report.input.customers);
  }
});

/** A report without what may differ: file names and line numbers. */
function figures(report) {
  const { input, ...rest } = report;
  return { ...rest, input: { ...input, files: undefined, rejects: undefined } };
}

test("the order of rows, the split into files, the number of threads and the machine's time zone change nothing", () => {
  const text = generate("--customers", "600", "--seed", "5", "--style", "shop", "--from", "2024-03-01", "--to", "2026-02-11");
  const [header, ...lines] = text.trimEnd().split("\n");
  const file = write("whole.csv", text);
  const whole = figures(audit(file));
  const shuffled = lines.map((line, i) => [(i * 7919) % lines.length, line]).sort((a, b) => a[0] - b[0]).map((pair) => pair[1]);
  assert.deepEqual(figures(audit(write("shuffled.csv", [header, ...shuffled].join("\n") + "\n"))), whole);
  const half = Math.floor(lines.length / 2);
  const parts = [write("a.csv", [header, ...lines.slice(0, half)].join("\n") + "\n"), write("b.csv", [header, ...lines.slice(half)].join("\n") + "\n")];
  assert.deepEqual(figures(audit(parts)), whole);
  assert.deepEqual(figures(audit([...parts].reverse())), whole);
  for (const threads of ["1", "2", "5"]) assert.deepEqual(figures(audit(file, "--threads", threads)), whole);
  for (const zone of ["Asia/Tokyo", "America/Los_Angeles"]) {
    const run = fidele(["audit", file, "--format", "json"], { env: { TZ: zone } });
    assert.deepEqual(figures(JSON.parse(run.out)), whole);
  }
});

test("gzip, zstd, UTF-16, Windows-1252, CRLF and standard input give the same figures", () => {
  const text = "Client;Date de commande;Montant TTC\nZoé;05/01/2026;12,50 €\nZoé;20/02/2026;1 012,50 €\nBob;13/02/2026;7,00 €\n";
  const plain = audit(write("plain.csv", text));
  assert.equal(plain.input.amount_total, "1032.00");
  assert.equal(plain.input.currency, "EUR");
  assert.equal(plain.input.first, "2026-01-05");
  const variants = {
    "a.csv.gz": gzipSync(text),
    "utf16.csv": Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]),
    "bom.csv": Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
    "cp1252.csv": Buffer.from(text.replaceAll("€", "\x80"), "latin1"),
    "crlf.csv": text.replaceAll("\n", "\r\n"),
    "cr.csv": text.replaceAll("\n", "\r"),
  };
  for (const [name, content] of Object.entries(variants)) assert.deepEqual(figures(audit(write(name, content))), figures(plain), name);
  const packed = write("b.csv", text);
  assert.equal(spawnSync("zstd", ["-q", "-f", packed, "-o", `${packed}.zst`]).status, 0);
  assert.deepEqual(figures(audit(`${packed}.zst`)), figures(plain));
  const piped = fidele(["audit", "-", "--format", "json"], { input: text });
  assert.deepEqual(figures(JSON.parse(piped.out)), figures(plain));
});

test("a few bad rows are refused one by one, with line and reason, and written to --rejects", () => {
  const list = `${folder}/rejects.csv`;
  const report = audit(rows("ana,2026-01-05,10", ",2026-01-06,10", "bo,31/02/2026,10", "bo,2026-02-30,10", "cy,2026-01-07,abc", "dee,1969-12-31,5", "eve,2099-01-01,5", "ana,2026-02-05,10"), "--rejects", list);
  assert.equal(report.input.accepted, 2);
  assert.equal(report.input.rejected, 6);
  assert.deepEqual(report.input.rejects.map((one) => [one.line, one.reason]), [
    [3, "no_customer"], [4, "bad_date"], [5, "bad_date"], [6, "bad_amount"], [7, "date_before_1970"], [8, "date_in_future"]]);
  const lines = readFileSync(list, "utf8").trimEnd().split("\n");
  assert.equal(lines.length, 7);
  assert.match(lines[1], /,3,no_customer,/);
});

test("an export of lists is inert in a spreadsheet", () => {
  const list = `${folder}/customers.csv`;
  audit(rows("=HYPERLINK(1),2026-01-05,10", "+cmd,2026-01-06,10", "@x,2026-01-06,10"), "--customers", list);
  const ids = readFileSync(list, "utf8").trimEnd().split("\n").slice(1).map((line) => line.split(",")[0]);
  for (const id of ids) assert.doesNotMatch(id, /^"?[=+@-]/);
});

test("text, CSV, JSON and HTML show the same figures, in both languages", () => {
  const file = write("same.csv", generate("--customers", "400", "--seed", "2", "--style", "shop", "--from", "2024-01-01", "--to", "2025-06-30"));
  const report = audit(file);
  const table = fidele(["audit", file, "--format", "csv"]).out.trimEnd().split("\n").map((line) => line.split(","));
  const last = report.periods.filter((one) => one.complete).at(-1);
  const cell = (measure) => table.find((row) => row[0] === "periods" && row[1] === last.period && row[2] === measure)[3];
  assert.equal(Number(cell("retained")), last.retained);
  assert.equal(Number(cell("retention_rate")), last.retention_rate.value);
  assert.equal(cell("revenue"), last.revenue);
  for (const locale of ["en", "fr"]) {
    const rate = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(last.retention_rate.value * 100);
    for (const format of ["text", "html"]) {
      const run = fidele(["audit", file, "--format", format, "--locale", locale]);
      assert.equal(run.code, 0, run.error);
      assert.ok(run.out.includes(rate), `${format} ${locale} lacks ${rate}`);
    }
  }
});

test("a million distinct cohort cells and a single order are both answered", () => {
  const one = audit(rows("ana,2026-01-05,10"));
  assert.equal(one.input.customers, 1);
  assert.equal(one.periods.length, 1);
  assert.equal(one.findings[0].kind, "too_few");
  const sameDay = audit(rows(...Array.from({ length: 50 }, (_, i) => `c${i},2026-01-05,${i + 1}`)));
  assert.equal(sameDay.periods[0].passed_through + sameDay.periods[0].end, 50);
  const html = fidele(["audit", write("one.csv", rows("ana,2026-01-05,10")), "--format", "html", "--output", `${folder}/one.html`]);
  assert.equal(html.code, 0, html.error);
  assert.ok(existsSync(`${folder}/one.html`));
});
