import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { simulateCapital } from "@plimsoll/ml";
import { median } from "./contestant.ts";
import { pythonWith } from "./python.ts";
import type { Bench } from "./run.ts";

const YEARS = 1_000_000;
const MEASURED = 5;
const LAW = { mean: 5, mu: 9, sigma: 2 };

/**
 * A million years of Poisson-lognormal losses with their 99.9 % value at risk and expected shortfall: `simulateCapital` (which also allocates and
 * gives intervals) against numpy's vectors, in turn so that both meet the same machine. Each side's first run is not counted.
 */
export const benchOperationalRisk: Bench = async (log) => {
  const peer = await startPeer(log);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round <= MEASURED; round++) {
    const start = performance.now();
    await simulateCapital({
      cells: [
        {
          id: "cell",
          frequency: { name: "poisson", params: { mean: LAW.mean } },
          severity: { name: "lognormal", params: { mu: LAW.mu, sigma: LAW.sigma } },
        },
      ],
      years: YEARS,
      seed: round,
    });
    const own = performance.now() - start;
    const other = "skipped" in peer ? null : await peer.simulate(round);
    if (round === 0) continue;
    ours.push(own);
    if (other !== null) theirs.push(other);
  }
  if ("skipped" in peer) log(`numpy is skipped: ${peer.skipped}.`);
  else peer.stop();
  const ms = { ours: median(ours), ...(theirs.length === 0 ? {} : { numpy: median(theirs) }) };
  const ratios: Record<string, number> = theirs.length === 0 ? {} : { million_years_against_numpy: median(ours) / median(theirs) };
  return { ratios, ms };
};

async function startPeer(log: (line: string) => void) {
  const python = await pythonWith("operational-risk", ["numpy==2.4.6"], log);
  if ("skipped" in python) return python;
  const script = fileURLToPath(new URL("./numpy_losses.py", import.meta.url));
  const child = spawn(python.python, [script, String(YEARS), String(LAW.mean), String(LAW.mu), String(LAW.sigma)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async simulate(seed: number): Promise<number> {
      child.stdin.write(`${seed}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("The numpy peer ended before it answered.");
      return Number(value);
    },
    stop: () => void child.stdin.end(),
  };
}
