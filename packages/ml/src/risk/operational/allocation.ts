import { expectedShortfallOf, meanLossOf, type SimulatedFigure, valueAtRiskOf } from "./aggregate/order-statistics.ts";

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
 * @param order [n] years by ascending total loss.
 */
export function allocated(
  cells: readonly CellSource[],
  order: Uint32Array,
  alpha: number,
  total: { valueAtRisk: SimulatedFigure; expectedShortfall: SimulatedFigure },
): AllocatedCell[] {
  const n = order.length;
  const tail = Math.max(1, Math.round((1 - alpha) * n));
  const around = Math.ceil(alpha * n) - 1;
  const half = Math.max(LEAST_WINDOW, Math.round(WINDOW * tail));
  const shortfall = cells.map((cell) => meanOver(cell, order.subarray(n - tail)));
  const quantile = cells.map((cell) => meanOver(cell, order.subarray(Math.max(0, around - half), Math.min(n, around + half + 1))));
  const scaled = (parts: readonly number[], whole: number) => {
    const sum = parts.reduce((subtotal, part) => subtotal + part, 0);
    return parts.map((part) => (sum > 0 ? (part * whole) / sum : 0));
  };
  const [shortfalls, quantiles] = [scaled(shortfall, total.expectedShortfall.value), scaled(quantile, total.valueAtRisk.value)];
  return cells.map(({ id, own, isSorted }, at) => {
    const sorted = isSorted ? own : own.slice().sort();
    return {
      id,
      meanLoss: meanLossOf(sorted),
      valueAtRisk: valueAtRiskOf(sorted, alpha),
      expectedShortfall: expectedShortfallOf(sorted, alpha),
      allocatedShortfall: shortfalls[at] as number,
      allocatedValueAtRisk: quantiles[at] as number,
    };
  });
}

function meanOver({ own, rank }: CellSource, years: Uint32Array): number {
  let sum = 0;
  for (const year of years) sum += own[rank ? (rank[year] as number) : year] as number;
  return sum / years.length;
}
