import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import { type AssetReturns, allocate } from "@plimsoll/ml";
import { median } from "./contestant.ts";
import { pythonWith } from "./python.ts";
import type { Bench } from "./run.ts";

const [PERIODS, ASSETS, MEASURED] = [500, 20, 7];
/** Our methods, each with the word by which the peer knows its own. */
const METHODS = {
  "minimum-variance": "minimum_variance",
  "risk-parity": "risk_parity",
  "cvar-optimal": "cvar",
  "hierarchical-risk-parity": "hrp",
};

/**
 * One portfolio of 20 assets from 500 days, the sample covariance included: `allocate` against skfolio on the same returns, in turn. Each side's
 * first run is not counted.
 */
export const benchPortfolio: Bench = async (log) => {
  const returns = simulated();
  const peer = await startPeer(returns, log);
  const ms: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const [name, word] of Object.entries(METHODS)) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round <= MEASURED; round++) {
      const start = performance.now();
      await allocate(returns, { method: { name }, covariance: { name: "sample" }, expectedReturns: { method: "SAMPLE" } });
      const own = performance.now() - start;
      const other = "skipped" in peer ? null : await peer.fit(word);
      if (round === 0) continue;
      ours.push(own);
      if (other !== null) theirs.push(other);
    }
    ms[`${name}_ours`] = median(ours);
    if (theirs.length === 0) continue;
    ms[`${name}_skfolio`] = median(theirs);
    ratios[name] = median(ours) / median(theirs);
  }
  if ("skipped" in peer) log(`skfolio is skipped: ${peer.skipped}.`);
  else await peer.stop();
  return { ratios, ms };
};

function simulated(): AssetReturns {
  const rng = createRng(1);
  const values = new Float64Array(PERIODS * ASSETS);
  for (let t = 0; t < PERIODS; t++) {
    const factor = rng.normal();
    for (let i = 0; i < ASSETS; i++) values[t * ASSETS + i] = 0.0003 + 0.002 * (1 + i / 10) * (0.5 * factor + 0.8 * rng.normal());
  }
  return { assets: Array.from({ length: ASSETS }, (_, i) => `A${i}`), nPeriods: PERIODS, values };
}

async function startPeer({ values, assets }: AssetReturns, log: (line: string) => void) {
  const python = await pythonWith("portfolio", ["skfolio==1.12.2"], log);
  if ("skipped" in python) return python;
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-portfolio-"));
  const file = join(folder, "returns.json");
  const rows = Array.from({ length: PERIODS }, (_, t) => Array.from(values.subarray(t * ASSETS, (t + 1) * ASSETS)));
  await writeFile(file, JSON.stringify({ assets, rows }));
  const script = fileURLToPath(new URL("./skfolio_peer.py", import.meta.url));
  const child = spawn(python.python, [script, file], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async fit(word: string): Promise<number> {
      child.stdin.write(`${word}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("The skfolio peer ended before it answered.");
      return Number(value);
    },
    async stop() {
      child.stdin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
