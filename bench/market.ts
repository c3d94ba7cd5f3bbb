import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import { fitGarch, type PositionBook, positionMethod } from "@plimsoll/ml";
import { innovation } from "../packages/ml/src/risk/market/innovations/index.ts";
import { percentReturns } from "../packages/ml/src/risk/market/testing/sp500.ts";
import type { GarchSpec } from "../packages/ml/src/risk/market/volatility/garch/garch-likelihood.ts";
import { garchProcess } from "../packages/ml/src/risk/market/volatility/garch/garch-process.ts";
import { median } from "./contestant.ts";
import { pythonWith } from "./python.ts";
import type { Bench, BenchResult } from "./run.ts";

/** The rolling backtest of golden/market.json: a fit on 1,000 returns every 20 days. */
const [SIZE, STEP, WINDOWS, BLOCK] = [1000, 20, 202, 20];
const [PATHS, ASSETS, ALPHA, MEASURED] = [1_000_000, 20, 0.99, 7];

const spec = (o: 0 | 1, errors: string): GarchSpec => ({
  process: garchProcess({ p: 1, o, q: 1 }),
  innovation: innovation(errors),
  mean: "constant",
});
const SPECS = { garch: spec(0, "normal"), garch_t: spec(0, "t"), gjr_t: spec(1, "t") };

/**
 * The 606 fits of a rolling backtest (202 windows of S&P 500; GARCH, GARCH-t, GJR-t) against the package arch, block by block in turn; and value at
 * risk of 20 assets by a million paths against numpy.
 */
export const benchMarket: Bench = async (log) => {
  const python = await pythonWith("market", ["arch==8.0.0", "numpy==2.4.6"], log);
  if ("skipped" in python) log(`The peers are skipped: ${python.skipped}.`);
  const program = "skipped" in python ? null : python.python;
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-market-"));
  try {
    const fits = await benchFits(program, folder, log);
    const paths = await benchPaths(program, folder, log);
    return { ratios: { ...fits.ratios, ...paths.ratios }, ms: { ...fits.ms, ...paths.ms } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function benchFits(program: string | null, folder: string, log: (line: string) => void): Promise<BenchResult> {
  const returns = percentReturns();
  const peer = program
    ? await startPeer<{ ms: number; likelihoods: number[] }>(program, "arch_peer.py", folder, {
        returns: Array.from(returns),
        size: SIZE,
        step: STEP,
      })
    : null;
  let [ours, theirs, lower, largest] = [0, 0, 0, 0];
  const fitted = (name: keyof typeof SPECS, from: number, to: number) =>
    Array.from(
      { length: to - from },
      (_, k) => fitGarch(SPECS[name], returns.slice((from + k) * STEP, (from + k) * STEP + SIZE), { standardErrors: false }).logLikelihood,
    );
  for (const name of Object.keys(SPECS) as (keyof typeof SPECS)[]) {
    // Neither side's first fits are counted.
    fitted(name, 0, 3);
    await peer?.ask(`${name} 0 3`);
    for (let from = 0; from < WINDOWS; from += BLOCK) {
      const to = Math.min(WINDOWS, from + BLOCK);
      const start = performance.now();
      const likelihoods = fitted(name, from, to);
      ours += performance.now() - start;
      const other = await peer?.ask(`${name} ${from} ${to}`);
      if (!other) continue;
      theirs += other.ms;
      likelihoods.forEach((value, k) => {
        const short = (other.likelihoods[k] as number) - value;
        largest = Math.max(largest, short);
        lower += Number(short > 0.05);
      });
    }
  }
  peer?.stop();
  if (!peer) return { ratios: {}, ms: { fits_ours: ours } };
  log(`Likelihoods more than 0.05 below arch's: ${lower} of ${3 * WINDOWS}; the largest lack is ${largest.toFixed(4)}.`);
  return { ratios: { rolling_fits_against_arch: ours / theirs }, ms: { fits_ours: ours, fits_arch: theirs } };
}

async function benchPaths(program: string | null, folder: string, log: (line: string) => void): Promise<BenchResult> {
  const book = simulatedBook();
  const method = positionMethod("monte-carlo");
  const context = { alphas: [ALPHA], horizon: 1, engine: null };
  const covariance = covarianceOf(book);
  const peer = program
    ? await startPeer<{ ms: number; var: number; es: number }>(program, "numpy_var.py", folder, {
        covariance,
        positions: Array.from(book.positions),
        paths: PATHS,
        alpha: ALPHA,
      })
    : null;
  const [ours, theirs, differences]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round <= MEASURED; round++) {
    const start = performance.now();
    const model = await method.model(book, { paths: PATHS }, { ...context, seed: round });
    const [level] = await model.risk(book.positions);
    const own = performance.now() - start;
    const other = await peer?.ask(String(round));
    if (round === 0) continue;
    ours.push(own);
    if (!other || !level) continue;
    theirs.push(other.ms);
    differences.push(Math.abs(level.var / other.var - 1));
  }
  peer?.stop();
  if (!peer) return { ratios: {}, ms: { paths_ours: median(ours) } };
  log(`Values at risk differ by at most ${(100 * Math.max(...differences)).toFixed(2)} %.`);
  return {
    ratios: { million_paths_against_numpy: median(ours) / median(theirs) },
    ms: { paths_ours: median(ours), paths_numpy: median(theirs) },
  };
}

/** 500 days of 20 assets with a common factor, some held short. */
function simulatedBook(): PositionBook {
  const rng = createRng(1);
  const nPeriods = 500;
  const values = new Float64Array(nPeriods * ASSETS);
  for (let t = 0; t < nPeriods; t++) {
    const factor = rng.normal();
    for (let i = 0; i < ASSETS; i++) values[t * ASSETS + i] = 0.002 * (1 + i / 10) * (0.5 * factor + 0.8 * rng.normal());
  }
  return {
    returns: { assets: Array.from({ length: ASSETS }, (_, i) => `A${i}`), nPeriods, values },
    positions: Float64Array.from({ length: ASSETS }, (_, i) => (i % 4 === 3 ? -1 : 2) * 1e5),
  };
}

/** ddof 1, as the method's default estimator. */
function covarianceOf({ returns: { assets, nPeriods, values } }: PositionBook): number[][] {
  const mean = assets.map(
    (_, i) => Array.from({ length: nPeriods }, (_day, t) => values[t * ASSETS + i] as number).reduce((a, b) => a + b, 0) / nPeriods,
  );
  return assets.map((_, i) =>
    assets.map((_other, j) => {
      let sum = 0;
      for (let t = 0; t < nPeriods; t++)
        sum += ((values[t * ASSETS + i] as number) - (mean[i] as number)) * ((values[t * ASSETS + j] as number) - (mean[j] as number));
      return sum / (nPeriods - 1);
    }),
  );
}

/** A Python process that answers each line it is given with one line of JSON. */
async function startPeer<Answer>(program: string, script: string, folder: string, data: object) {
  const file = join(folder, `${script}.json`);
  await writeFile(file, JSON.stringify(data));
  const child = spawn(program, [fileURLToPath(new URL(`./${script}`, import.meta.url)), file], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(line: string): Promise<Answer> {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`The peer ${script} ended before it answered.`);
      return JSON.parse(value) as Answer;
    },
    stop: () => void child.stdin.end(),
  };
}
