import { argsort } from "../../numeric/argsort.ts";
import { pause, type RunControl } from "../run-control.ts";
import { expectedShortfallOf, meanLossOf, type SimulatedFigure, valueAtRiskOf, wholeOrder } from "./aggregate/order-statistics.ts";
import { type AllocatedCell, allocated } from "./allocation.ts";
import { copulaRanks } from "./copula.ts";
import type { Dependence } from "./dependence.ts";
import { eventPayment, policiesByCell, yearPayment } from "./insurance.ts";
import { cellReporter, simulateCell } from "./simulate-cell.ts";
import { lawOf, type OperationalCell, parseSimulation } from "./simulation-options.ts";

export interface LossFigures {
  meanLoss: SimulatedFigure;
  valueAtRisk: SimulatedFigure;
  expectedShortfall: SimulatedFigure;
}

export interface OperationalCapital {
  years: number;
  alpha: number;
  /** Before insurance. */
  gross: LossFigures;
  /** After it. */
  net: LossFigures;
  /** Value at risk after insurance, of which the mitigation cap allows a part. */
  capital: number;
  /** Whether the cap binds. */
  mitigationCapped: boolean;
  cells: AllocatedCell[];
  /** 1 - value at risk over the sum of the cells' own; below zero where they are worse together. */
  diversification: number;
  /** Gross and net losses of one year at increasing probabilities, for the curve. */
  quantiles: { probability: number; gross: number; net: number }[];
  /** Years by their gross loss: bins of equal width on the logarithm, years without losses in a first bin from zero. */
  histogram: { low: number; high: number; count: number }[];
}

const CURVE = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995, 0.9975, 0.999, 0.9995, 0.9999];
/**
 * Capital for operational risk by Monte Carlo: each cell's years are simulated by themselves, joined by a copula of their yearly losses, insured,
 * and summed. Value at risk and expected shortfall come with the error of the simulation; see `capitalInterval` for that of the parameters.
 * @throws AppError "INVALID_INPUT", "NOT_POSITIVE_DEFINITE" (correlation), "CANCELLED". Memory: 12 bytes a cell and year.
 * Source: Frachot, Georges and Roncalli (2001); McNeil, Frey and Embrechts (2015), section 13.2.
 */
export async function simulateCapital(simulation: unknown, control: RunControl = {}): Promise<OperationalCapital> {
  const parsed = parseSimulation(simulation);
  const { cells, years, alpha, insurance, mitigationCap, seed, dependence } = parsed;
  const laws = cells.map(lawOf);
  const owners = policiesByCell(
    insurance,
    cells.map(({ id }) => id),
  );
  const simulated = [];
  for (const [at, law] of laws.entries()) {
    const policy = insurance[owners[at] ?? -1];
    const report = cellReporter(control, "simulation", at, cells.length);
    simulated.push(await simulateCell(law, years, policy ? eventPayment(policy) : null, { seed, cell: at, report }));
    await report(1);
  }
  const orders = await sortedCells(simulated, dependence, control);
  const ranks = await joined(dependence, cells.length, years, seed, control);
  const gross = new Float64Array(years);
  const paid = insurance.map(() => new Float64Array(years));
  simulated.forEach(({ gross: own, payments }, at) => {
    const rank = ranks?.[at];
    add(gross, own, rank);
    if (payments) add(paid[owners[at] as number] as Float64Array, payments, rank);
  });
  const net = gross.slice();
  insurance.forEach((policy, at) => {
    const payments = paid[at] as Float64Array;
    for (let t = 0; t < years; t++) net[t] = Math.max(0, (net[t] as number) - yearPayment(policy, payments[t] as number));
  });
  await pause(control, "figures", 0);
  const sorted = gross.slice().sort();
  const sortedNet = insurance.length === 0 ? sorted : net.sort();
  const grossFigures = figuresOf(sorted, alpha);
  const netFigures = insurance.length === 0 ? grossFigures : figuresOf(sortedNet, alpha);
  await pause(control, "figures", 0.5);
  const sources = simulated.map(({ gross: own }, at) => ({
    id: (cells[at] as OperationalCell).id,
    own,
    rank: ranks?.[at] ?? null,
    isSorted: orders,
  }));
  const allocation = allocated(sources, { total: gross, sorted }, alpha, grossFigures);
  const alone = allocation.reduce((sum, { valueAtRisk }) => sum + valueAtRisk.value, 0);
  const floor = mitigationCap === null ? 0 : (1 - mitigationCap) * grossFigures.valueAtRisk.value;
  return {
    years,
    alpha,
    gross: grossFigures,
    net: netFigures,
    capital: Math.max(floor, netFigures.valueAtRisk.value),
    mitigationCapped: netFigures.valueAtRisk.value < floor,
    cells: allocation,
    diversification: alone > 0 ? 1 - grossFigures.valueAtRisk.value / alone : 0,
    quantiles: CURVE.map((probability) => ({
      probability,
      gross: valueAtRiskOf(wholeOrder(sorted), probability).value,
      net: valueAtRiskOf(wholeOrder(sortedNet), probability).value,
    })),
    histogram: histogramOf(sorted),
  };
}

const BINS = 60;

function histogramOf(sorted: Float64Array): OperationalCapital["histogram"] {
  const n = sorted.length;
  const nZero = sorted.findIndex((loss) => loss > 0);
  if (nZero < 0) return [{ low: 0, high: 0, count: n }];
  const [least, most] = [sorted[nZero] as number, sorted[n - 1] as number];
  const width = Math.log(most / least) / BINS;
  const nBins = width > 0 ? BINS : 1;
  const bins = Array.from({ length: nBins }, (_, k) => ({
    low: least * Math.exp(k * width),
    high: k === nBins - 1 ? most : least * Math.exp((k + 1) * width),
    count: 0,
  }));
  for (let t = nZero; t < n; t++) {
    const bin = bins[width > 0 ? Math.min(nBins - 1, Math.floor(Math.log((sorted[t] as number) / least) / width)) : 0];
    if (bin) bin.count++;
  }
  return nZero > 0 ? [{ low: 0, high: least, count: nZero }, ...bins] : bins;
}

/** Puts each cell's years into ascending order, payments along with them, where a copula will take them by rank. @returns whether it did. */
async function sortedCells(
  simulated: { gross: Float64Array; payments: Float64Array | null }[],
  { copula }: Dependence,
  control: RunControl,
): Promise<boolean> {
  if (copula === "INDEPENDENT") return false;
  for (const [at, cell] of simulated.entries()) {
    await pause(control, "ranking", at / simulated.length);
    if (cell.payments) {
      const order = argsort(cell.gross);
      cell.gross = gathered(cell.gross, order);
      cell.payments = gathered(cell.payments, order);
    } else cell.gross.sort();
  }
  return true;
}

/** The rank that each cell takes in each year; null where cells are independent, and their years stand as they were drawn. */
async function joined(
  dependence: Dependence,
  nCells: number,
  years: number,
  seed: number,
  control: RunControl,
): Promise<Uint32Array[] | null> {
  if (dependence.copula === "INDEPENDENT") return null;
  const ranks = Array.from({ length: nCells }, () => new Uint32Array(years));
  const fill = copulaRanks(dependence, nCells, years, seed);
  const block = Math.max(1, Math.floor(1e6 / nCells));
  for (let from = 0; from < years; from += block) {
    await pause(control, "dependence", from / years);
    fill(from, Math.min(years, from + block), ranks);
  }
  return ranks;
}

function add(total: Float64Array, own: Float64Array, rank: Uint32Array | undefined): void {
  if (rank) for (let t = 0; t < total.length; t++) total[t] = (total[t] as number) + (own[rank[t] as number] as number);
  else for (let t = 0; t < total.length; t++) total[t] = (total[t] as number) + (own[t] as number);
}

function gathered(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[order[i] as number] as number;
  return out;
}

function figuresOf(sorted: Float64Array, alpha: number): LossFigures {
  return {
    meanLoss: meanLossOf(sorted),
    valueAtRisk: valueAtRiskOf(wholeOrder(sorted), alpha),
    expectedShortfall: expectedShortfallOf(wholeOrder(sorted), alpha),
  };
}
