import { createRng } from "@plimsoll/features";
import { quantile } from "../../evaluation/bootstrap.ts";
import { studentQuantile } from "../../numeric/distributions.ts";
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
  /** Of each batch of paths, the same batches for every hedge: for differences between hedges with their errors. */
  batches: { objective: number; std: number }[];
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

/** Paths of a batch: enough batches for a standard error, each small enough for memory. */
const [LARGEST, BATCHES] = [20_000, 20];

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
  const batches = all.map((): HedgeFigures["batches"] => []);
  const size = Math.min(LARGEST, 2 * Math.ceil(paths / BATCHES / 2));
  const rng = createRng(seed);
  for (let start = 0, n = 0; start < paths; start += n) {
    // The last batch takes what is left over: a batch of one path has no spread.
    n = paths - start < 2 * size ? paths - start : size;
    const simulated = simulatePaths(setting, n, rng);
    all.forEach(({ hedge }, k) => {
      const own = hedgeLosses(setting, simulated, hedge);
      losses[k]?.set(own, start);
      batches[k]?.push({ objective: riskOf(measure, own), std: stdOf(own) });
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
    hedges: all.map(({ name }, k) => figures(name, losses[k] as Float64Array, batches[k] ?? [], measure, entropicLambda, edges)),
  };
}

function figures(
  name: string,
  losses: Float64Array,
  batches: HedgeFigures["batches"],
  measure: RiskMeasure,
  lambda: number,
  edges: readonly number[],
): HedgeFigures {
  const n = losses.length;
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / n;
  const tail = (level: number) => riskOf({ name: "CVAR", level }, losses);
  const spread = batches.length > 1 ? stdOf(Float64Array.from(batches, ({ objective }) => objective)) / Math.sqrt(batches.length) : 0;
  const histogram = new Array<number>(edges.length - 1).fill(0);
  const [low, high] = [edges[0] as number, edges.at(-1) as number];
  for (const loss of losses) {
    const bin = Math.min(Math.max(Math.floor(((loss - low) / (high - low)) * histogram.length), 0), histogram.length - 1);
    histogram[bin] = (histogram[bin] as number) + 1;
  }
  return {
    name,
    mean,
    std: stdOf(losses),
    cvar50: tail(0.5),
    cvar90: tail(0.9),
    cvar95: tail(0.95),
    cvar99: tail(0.99),
    var95: quantile(losses.slice().sort(), 0.95),
    entropic: riskOf({ name: "ENTROPIC", level: lambda }, losses),
    objective: riskOf(measure, losses),
    objectiveSe: spread,
    batches,
    histogram,
  };
}

/**
 * By the report's measure: the other hedge's risk less the one's, with the standard error over the batches of paths that both hedged, and the
 * one-sided 95 % bound by t. @returns beside it the standard error of the one's own standard deviation.
 */
export function hedgeGain(own: HedgeFigures, other: HedgeFigures): { value: number; se: number; lower95: number; stdSe: number } {
  const n = own.batches.length;
  const parts = Float64Array.from(own.batches, ({ objective }, k) => (other.batches[k]?.objective ?? Number.NaN) - objective);
  const [value, se] = [other.objective - own.objective, stdOf(parts) / Math.sqrt(n)];
  const stdSe = stdOf(Float64Array.from(own.batches, ({ std }) => std)) / Math.sqrt(n);
  return { value, se, lower95: value - studentQuantile(0.95, n - 1) * se, stdSe };
}

/** ddof 1. */
function stdOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
