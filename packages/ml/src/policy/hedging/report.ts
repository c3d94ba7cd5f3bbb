import { createRng } from "@plimsoll/features";
import { quantile } from "../../evaluation/bootstrap.ts";
import { deltaHedge, type Hedge, type HedgeSetting, hedgeLosses, noHedge, simulatePaths } from "./market.ts";
import { type RiskMeasure, riskOf } from "./risk-measures.ts";

export interface HedgeFigures {
  name: string;
  mean: number;
  std: number;
  /** Mean of the worst 50, 10, 5 and 1 percent of losses. */
  cvar50: number;
  cvar90: number;
  cvar95: number;
  cvar99: number;
  /** 95 % value at risk: the line that cvar95 is the mean beyond. */
  var95: number;
  /** ln E exp(lambda L) / lambda. */
  entropic: number;
  /** The measure it was trained on, and its standard error by batches. */
  objective: number;
  objectiveSe: number;
  /** Counts of losses in the report's common bins. */
  histogram: number[];
}

/** How hedges do on the same fresh paths: positive = money lost, the premium not taken in. */
export interface HedgeReport {
  paths: number;
  seed: number;
  measure: RiskMeasure;
  entropicLambda: number;
  /** [bins + 1] edges of the histograms; the outermost bins hold what lies beyond. */
  edges: number[];
  /** The given hedges, then the Black-Scholes delta and no hedge. */
  hedges: HedgeFigures[];
}

export interface HedgeReportOptions {
  setting: HedgeSetting;
  measure: RiskMeasure;
  hedges: readonly { name: string; hedge: Hedge }[];
  paths?: number;
  seed: number;
  entropicLambda?: number;
  bins?: number;
}

const BATCH = 20_000;

/** Simulates all hedges on the same paths, in batches so that memory stays the same. */
export function hedgeReport({
  setting,
  measure,
  hedges,
  paths = 200_000,
  seed,
  entropicLambda = 1,
  bins = 60,
}: HedgeReportOptions): HedgeReport {
  const all = [...hedges, { name: "delta", hedge: deltaHedge(setting) }, { name: "none", hedge: noHedge }];
  const losses = all.map(() => new Float64Array(paths));
  const batchRisks = all.map((): number[] => []);
  const rng = createRng(seed);
  for (let start = 0; start < paths; start += BATCH) {
    const n = Math.min(BATCH, paths - start);
    const simulated = simulatePaths(setting, n, rng);
    all.forEach(({ hedge }, k) => {
      const own = hedgeLosses(setting, simulated, hedge);
      losses[k]?.set(own, start);
      batchRisks[k]?.push(riskOf(measure, own));
    });
  }
  // The bins cover all but the outermost thousandths of the hedged losses; what no hedge loses may lie far beyond.
  const hedged = losses.slice(0, -1).map((own) => own.slice().sort());
  const [low, high] = [Math.min(...hedged.map((own) => quantile(own, 0.0005))), Math.max(...hedged.map((own) => quantile(own, 0.9995)))];
  const edges = Array.from({ length: bins + 1 }, (_edge, k) => low + ((high - low) * k) / bins);
  return {
    paths,
    seed,
    measure,
    entropicLambda,
    edges,
    hedges: all.map(({ name }, k) => figures(name, losses[k] as Float64Array, batchRisks[k] ?? [], measure, entropicLambda, edges)),
  };
}

function figures(
  name: string,
  losses: Float64Array,
  batches: readonly number[],
  measure: RiskMeasure,
  lambda: number,
  edges: readonly number[],
): HedgeFigures {
  const n = losses.length;
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / n;
  const std = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / (n - 1));
  const tail = (level: number) => riskOf({ name: "CVAR", level }, losses);
  const meanRisk = batches.reduce((sum, risk) => sum + risk, 0) / batches.length;
  const spread = Math.sqrt(
    batches.reduce((sum, risk) => sum + (risk - meanRisk) ** 2, 0) / Math.max(batches.length - 1, 1) / batches.length,
  );
  const histogram = new Array<number>(edges.length - 1).fill(0);
  const [low, high] = [edges[0] as number, edges.at(-1) as number];
  for (const loss of losses) {
    const bin = Math.min(Math.max(Math.floor(((loss - low) / (high - low)) * histogram.length), 0), histogram.length - 1);
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return {
    name,
    mean,
    std,
    cvar50: tail(0.5),
    cvar90: tail(0.9),
    cvar95: tail(0.95),
    cvar99: tail(0.99),
    var95: quantile(losses.slice().sort(), 0.95),
    entropic: riskOf({ name: "ENTROPIC", level: lambda }, losses),
    objective: riskOf(measure, losses),
    objectiveSe: spread,
    histogram,
  };
}
