import {
  expectedShortfallOf,
  meanLossOf,
  type SimulatedFigure,
  upperOrder,
  valueAtRiskOf,
  wholeOrder,
} from "./aggregate/order-statistics.ts";

export interface AllocatedCell {
  id: string;
  meanLoss: SimulatedFigure;
  /** Of the cell alone. */
  valueAtRisk: SimulatedFigure;
  expectedShortfall: SimulatedFigure;
  /** Its part of the total's expected shortfall: its mean in the years beyond the total's value at risk. The parts add up to the total's. */
  allocatedShortfall: number;
  /** Its part of the total's value at risk: its mean in the years around it. The parts add up to the total's. */
  allocatedValueAtRisk: number;
}

/** A cell's years: as drawn, or in ascending order with the rank of each year. */
export interface CellSource {
  id: string;
  own: Float64Array;
  rank: Uint32Array | null;
  isSorted: boolean;
}

/** Ranks on either side of the value at risk that its allocation averages over, as a share of the tail. */
const WINDOW = 0.1;
const LEAST_WINDOW = 10;

/**
 * Euler allocation of the total's risk to cells, from the simulated years. Source: Tasche (1999).
 * @param total [n] loss of each year. @param sorted the same, ascending.
 */
export function allocated(
  cells: readonly CellSource[],
  { total, sorted }: { total: Float64Array; sorted: Float64Array },
  alpha: number,
  risk: { valueAtRisk: SimulatedFigure; expectedShortfall: SimulatedFigure },
): AllocatedCell[] {
  const n = total.length;
  const tail = Math.max(1, Math.round((1 - alpha) * n));
  const around = Math.ceil(alpha * n) - 1;
  const half = Math.max(LEAST_WINDOW, Math.round(WINDOW * tail));
  const yearsWithin = (from: number, to: number) => {
    const [least, most] = [sorted[Math.max(0, from)] as number, sorted[Math.min(n - 1, to)] as number];
    const years: number[] = [];
    for (let t = 0; t < n; t++) if ((total[t] as number) >= least && (total[t] as number) <= most) years.push(t);
    return years;
  };
  const [beyond, near] = [yearsWithin(n - tail, n - 1), yearsWithin(around - half, around + half)];
  const shortfall = cells.map((cell) => meanOver(cell, beyond));
  const quantile = cells.map((cell) => meanOver(cell, near));
  const scaled = (parts: readonly number[], whole: number) => {
    const sum = parts.reduce((subtotal, part) => subtotal + part, 0);
    return parts.map((part) => (sum > 0 ? (part * whole) / sum : 0));
  };
  const [shortfalls, quantiles] = [scaled(shortfall, risk.expectedShortfall.value), scaled(quantile, risk.valueAtRisk.value)];
  return cells.map(({ id, own, isSorted }, at) => {
    const order = isSorted ? wholeOrder(own) : upperOrder(own, alpha);
    return {
      id,
      meanLoss: meanLossOf(own),
      valueAtRisk: valueAtRiskOf(order, alpha),
      expectedShortfall: expectedShortfallOf(order, alpha),
      allocatedShortfall: shortfalls[at] as number,
      allocatedValueAtRisk: quantiles[at] as number,
    };
  });
}

function meanOver({ own, rank }: CellSource, years: readonly number[]): number {
  let sum = 0;
  for (const year of years) sum += own[rank ? (rank[year] as number) : year] as number;
  return sum / years.length;
}
