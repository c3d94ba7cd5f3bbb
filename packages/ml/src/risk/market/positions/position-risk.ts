import type { Engine } from "../../../engine/engine.ts";
import { pause, type RunControl } from "../../run-control.ts";
import { positionMethod } from "./methods/index.ts";
import { checkBook, type PositionBook } from "./position-book.ts";
import type { PositionModel } from "./position-method.ts";

export interface PositionRiskRequest extends RunControl {
  book: PositionBook;
  /** A name of the registry of position methods. */
  method: string;
  params?: unknown;
  alphas: readonly number[];
  /** Trading days. */
  horizon: number;
  seed: number;
  engine: Engine | null;
}

/** One asset's part in a level, in account currency; an asset without a position has zeros. */
export interface AssetRisk {
  asset: string;
  position: number;
  /** VaR of this position alone. */
  standaloneVar: number;
  /** Adds up to the book's VaR. */
  componentVar: number;
  /** Change of VaR for one unit of currency more: component / position; null without a position. */
  marginalVar: number | null;
  /** VaR of the book less VaR of the book without this position: negative = the position hedges. */
  incrementalVar: number;
  /** Adds up to the book's ES. */
  componentEs: number;
}

export interface BookRisk {
  alpha: number;
  var: number;
  es: number;
  /** Monte Carlo standard error of VaR; null where nothing is simulated. */
  standardError: number | null;
  assets: AssetRisk[];
  /** Sum of the standalone VaRs less VaR: what holding the positions together saves. */
  diversification: number;
}

export interface LossHistogram {
  /** Equal bins over the losses of all scenarios, ascending edges [bins + 1]. */
  edges: Float64Array;
  counts: Uint32Array;
}

export interface PositionRisk {
  method: string;
  horizon: number;
  /** Sum of positions, and of their sizes. */
  netValue: number;
  grossValue: number;
  levels: BookRisk[];
  /** null for a method without scenarios. */
  histogram: LossHistogram | null;
  statistics: Record<string, number>;
}

const BINS = 60;

/**
 * VaR and ES of a book of positions, with every position's part in it.
 * @throws AppError as the method's, "INVALID_INPUT" for a book that does not fit together, "CANCELLED".
 */
export async function positionRisk(request: PositionRiskRequest): Promise<PositionRisk> {
  const { book, params, alphas, horizon, seed, engine } = request;
  const method = positionMethod(request.method);
  checkBook(book, 2);
  await pause(request, "model", 0);
  const model = await method.model(book, params, { ...request, alphas, horizon, seed, engine });
  const whole = await model.risk(book.positions);
  const { assets } = book.returns;
  const alone: number[][] = [];
  const without: number[][] = [];
  for (let asset = 0; asset < assets.length; asset++) {
    await pause(request, "positions", asset / assets.length);
    const held = book.positions[asset] !== 0;
    alone.push(held ? await varsOf(model, onlyOf(book.positions, asset), alphas.length) : alphas.map(() => 0));
    without.push(held ? await varsOf(model, withoutOf(book.positions, asset), alphas.length) : whole.map((level) => level.var));
  }
  return {
    method: method.name,
    horizon,
    netValue: book.positions.reduce((sum, position) => sum + position, 0),
    grossValue: book.positions.reduce((sum, position) => sum + Math.abs(position), 0),
    levels: whole.map((level, a) => {
      const parts = assets.map((asset, i): AssetRisk => {
        const position = book.positions[i] as number;
        const componentVar = level.componentVar[i] as number;
        return {
          asset,
          position,
          standaloneVar: alone[i]?.[a] as number,
          componentVar,
          marginalVar: position === 0 ? null : componentVar / position,
          incrementalVar: level.var - (without[i]?.[a] as number),
          componentEs: level.componentEs[i] as number,
        };
      });
      const { alpha, es, standardError } = level;
      const standalone = parts.reduce((sum, { standaloneVar }) => sum + standaloneVar, 0);
      return { alpha, var: level.var, es, standardError, assets: parts, diversification: standalone - level.var };
    }),
    histogram: histogramOf(model.losses(book.positions)),
    statistics: model.statistics,
  };
}

/** VaR at each level; a book of nothing loses nothing. */
async function varsOf(model: PositionModel, positions: Float64Array, nLevels: number): Promise<number[]> {
  if (positions.every((position) => position === 0)) return new Array<number>(nLevels).fill(0);
  return (await model.risk(positions)).map((level) => level.var);
}

const onlyOf = (positions: Float64Array, asset: number): Float64Array => positions.map((position, i) => (i === asset ? position : 0));
const withoutOf = (positions: Float64Array, asset: number): Float64Array => positions.map((position, i) => (i === asset ? 0 : position));

function histogramOf(losses: Float64Array | null): LossHistogram | null {
  if (!losses) return null;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const loss of losses) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  const width = (high - low) / BINS || 1;
  const counts = new Uint32Array(BINS);
  for (const loss of losses) {
    const bin = Math.min(BINS - 1, Math.floor((loss - low) / width));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges: Float64Array.from({ length: BINS + 1 }, (_, k) => low + k * width), counts };
}
