import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { type AssetReturns, checkReturns } from "../../portfolio/returns.ts";

/** Positions and the history of what is held. */
export interface PositionBook {
  /** Simple returns of the assets, one row a trading day, oldest first. */
  returns: AssetReturns;
  /** [assets] market value in account currency; negative = short. The loss of a day is -sum of position * return. */
  positions: Float64Array;
}

/** @throws AppError "INVALID_INPUT" for positions that do not match the assets, are not finite or all zero, or a history below `minimum` rows. */
export function checkBook({ returns, positions }: PositionBook, minimum: number): void {
  checkReturns(returns);
  const { assets, nPeriods } = returns;
  if (positions.length !== assets.length)
    throw invalidInput(`Each asset needs one position. Got ${positions.length} positions for ${assets.length} assets.`);
  const bad = positions.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw invalidInput(`Positions must be finite. '${assets[bad]}' is ${positions[bad]}.`, { asset: assets[bad] });
  if (positions.every((value) => value === 0)) throw invalidInput("All positions are zero: there is nothing to lose.");
  if (nPeriods < minimum)
    throw invalidInput(`The method needs at least ${minimum} days of returns. Got ${nPeriods}; give a longer history.`);
}

/** @throws AppError "DEGENERATE_SERIES" where nothing that is held has moved: a VaR of zero would be that of missing prices. */
export function checkMoves({ returns: { assets, nPeriods, values }, positions }: PositionBook): void {
  const n = assets.length;
  const moves = positions.some((position, i) => position !== 0 && values.some((value, at) => at % n === i && value !== values[i]));
  if (!moves)
    throw new AppError(
      "DEGENERATE_SERIES",
      "data",
      `None of the assets held moves in these ${nPeriods} days: there is no risk to measure. Check for prices that were filled forward.`,
    );
}

/** [days] profit and loss of today's positions on the days of the history. */
export function proFormaProfit({ returns: { assets, nPeriods, values }, positions }: PositionBook): Float64Array {
  const n = assets.length;
  return Float64Array.from({ length: nPeriods }, (_, t) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (positions[i] as number) * (values[t * n + i] as number);
    return sum;
  });
}

/** One asset's returns, [days]. */
export function assetColumn({ assets, nPeriods, values }: AssetReturns, asset: number): Float64Array {
  return Float64Array.from({ length: nPeriods }, (_, t) => values[t * assets.length + asset] as number);
}
