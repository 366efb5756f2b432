// models.mjs - the models of predict/ beside plain scripts of the same models in Python, on the same data.
//
// Each side is a process that makes or reads the data and prints one line of JSON with the seconds between its own two
// clocks. Runs alternate; the ratio is the median of the ratios of neighbouring runs. What both found must agree, or it is
// said. Nothing here is asserted.
//
// usage: node bench/models.mjs [part …]     default: all parts; CUSTOMERS, ROUNDS
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";

const rounds = Number(process.env.ROUNDS ?? 5);
const customers = Number(process.env.CUSTOMERS ?? 1_000_000);
const folder = "build/bench/models";
const python = process.env.PYTHON ?? "/usr/bin/python3";
const models = process.env.FIDELE_MODELS ?? "build/release/fidele_models";
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const shown = (values) => `${median(values).toFixed(3)} s (${Math.min(...values).toFixed(3)}–${Math.max(...values).toFixed(3)})`;
const times = (values) => `${median(values).toFixed(0)} times (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
const run = (command, ...given) => JSON.parse(execFileSync(command, given, { maxBuffer: 1 << 26 }).toString());

/** Largest difference of two lists of numbers, in parts of the second. */
const apart = (mine, theirs) => Math.max(...mine.map((value, i) => Math.abs(value / theirs[i] - 1)));

/** BG/NBD and Gamma-Gamma with standard errors: ours from the columns, theirs from x, t_x, T and mean amounts in memory. */
function lifetime() {
  const mine = [], parts = { statistics: [], bg_nbd: [], gamma_gamma: [] }, theirs = [], ratios = { all: [], processor: [], bg_nbd: [], gamma_gamma: [] };
  let ours, peer, peak = 0;
  for (let round = 0; round < rounds; round++) {
    ours = run(models, "lifetime", String(customers), folder);
    peer = run(python, "bench/lifetime_peer.py", folder);
    mine.push(ours.seconds);
    theirs.push(peer.seconds);
    for (const part of Object.keys(parts)) parts[part].push(ours[`${part}_seconds`]);
    peak = Math.max(peak, ours.peak_mb);
    ratios.all.push(peer.seconds / ours.seconds);
    ratios.processor.push(peer.processor_seconds / ours.processor_seconds);
    for (const part of ["bg_nbd", "gamma_gamma"]) ratios[part].push(peer[`${part}_seconds`] / ours[`${part}_seconds`]);
  }
  console.log(`\nBG/NBD and Gamma-Gamma with standard errors, ${ours.customers.toLocaleString("en")} customers, ${ours.orders.toLocaleString("en")} orders, ${ours.threads} threads; ${rounds} rounds, median (min–max)`);
  console.log(`  fidele, statistics included        ${shown(mine)}, ${peak.toFixed(0)} MB beyond the columns`);
  for (const [part, seconds] of Object.entries(parts)) console.log(`    ${part.padEnd(32)} ${shown(seconds)}`);
  console.log(`  scipy                              ${shown(theirs)}`);
  console.log(`  ratio, all                         ${times(ratios.all)}`);
  console.log(`  ratio of processor seconds         ${times(ratios.processor)}; ours ${ours.processor_seconds.toFixed(3)} s of both threads, theirs ${peer.processor_seconds.toFixed(1)} s of one`);
  for (const part of ["bg_nbd", "gamma_gamma"]) {
    console.log(`  ratio, ${part.padEnd(27)} ${times(ratios[part])}; parameters apart by ${apart(ours[part].parameters, peer[part].parameters).toExponential(1)}, errors by ${apart(ours[part].errors, peer[part].errors).toExponential(1)}, log-likelihood by ${(ours[part].log_likelihood - peer[part].log_likelihood).toExponential(1)}`);
  }
}

/** Logistic regression beside scikit-learn, boosting beside XGBoost's Python package, on the same rows; then the whole machinery. */
function propensity() {
  const program = process.env.FIDELE_PROPENSITY ?? "build/release/fidele_propensity";
  const rows = Number(process.env.ROWS ?? 178_750), columns = 42;
  for (const kind of ["logistic", "boosting"]) {
    const mine = [], theirs = [], ratios = [], processor = [];
    let ours, peer;
    for (let round = 0; round < rounds; round++) {
      ours = run(program, kind, String(rows), String(columns), folder);
      peer = run(python, "bench/propensity_peer.py", kind, String(columns), folder);
      mine.push(ours.seconds);
      theirs.push(peer.seconds);
      ratios.push(peer.seconds / ours.seconds);
      processor.push(peer.processor / ours.processor);
    }
    const one = (values) => `${median(values).toFixed(2)} times (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
    console.log(`\n${kind === "logistic" ? "logistic regression, ridge 1, standard errors ours only" : "boosting, 100 trees of depth 6"}, ${(rows - Math.floor(rows / 5)).toLocaleString("en")} rows of ${columns} columns, ${ours.threads} threads; ${rounds} rounds, median (min–max)`);
    console.log(`  fidele                             ${shown(mine)}, AUC ${ours.auc.toFixed(6)}`);
    console.log(`  ${(kind === "logistic" ? "scikit-learn" : "xgboost (Python)").padEnd(35)}${shown(theirs)}, AUC ${peer.auc.toFixed(6)}`);
    console.log(`  ratio                              ${one(ratios)}; of processor seconds ${one(processor)}`);
  }
  const whole = run(program, "machinery", process.env.MACHINERY_ROWS ?? "1250000");
  console.log(`\na table of 1,000,000 training rows of 40 features to a judged model: ${whole.train_seconds} s (${whole.train_processor} s of processor), ${whole.trees} trees, peak ${whole.peak_mb} MB`);
  console.log(`  1,250,000 rows scored by the ${whole.chosen} model: ${whole.score_seconds} s (${whole.score_processor} s of processor)`);
}

const parts = { lifetime, propensity };
const wanted = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
if (!process.env.FIDELE_MODELS) execFileSync("cmake", ["--build", "--preset", "release", "--target", "fidele_models", "fidele_propensity"], { stdio: "ignore" });
console.log(`machine: ${cpus()[0].model}, ${cpus().length} cores; load ${loadavg()[0].toFixed(1)}`);
for (const [name, part] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) part();
