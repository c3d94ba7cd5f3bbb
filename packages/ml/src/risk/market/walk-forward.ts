import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../evaluation/inputs.ts";

/** How a study walks through time: fit on the rows before an origin, forecast from it until the next fit. */
export interface WalkForwardWindow {
  /** ROLLING fits on the last `size` rows, EXPANDING on all rows before. */
  kind: "ROLLING" | "EXPANDING";
  /** Rows of a rolling fit, and in both kinds the rows before the first forecast. */
  size: number;
  /** Forecasts made with the parameters of one fit. */
  refitEvery: number;
}

/** One fit and what is forecast with it: fit on rows [begin, from), forecast origins [from, to). */
export interface WalkForwardBlock {
  begin: number;
  from: number;
  to: number;
}

/**
 * The blocks of a walk over n rows; every row from `size` on is an origin once.
 * @param first the first origin, where several windows are to forecast the same rows; the window's size when nothing is said.
 * @throws AppError "INVALID_INPUT" if the window leaves no row to forecast.
 */
export function walkForwardBlocks(n: number, { kind, size, refitEvery }: WalkForwardWindow, first = size): WalkForwardBlock[] {
  for (const [name, value] of Object.entries({ size, refitEvery })) {
    if (!Number.isInteger(value) || value < 1)
      throw invalidInput(`'window.${name}' must be a whole number of rows, at least 1. Got ${value}.`);
  }
  if (first < size || first >= n) {
    throw invalidInput(
      `A window of ${size} rows leaves nothing to forecast: the series has ${n} rows and forecasts start at row ${first}. Give a longer series or a smaller window.`,
    );
  }
  const blocks: WalkForwardBlock[] = [];
  for (let from = first; from < n; from += refitEvery)
    blocks.push({ begin: kind === "ROLLING" ? from - size : 0, from, to: Math.min(from + refitEvery, n) });
  return blocks;
}

/**
 * Fits one block. What goes wrong on one stretch of many is told with its rows, so that the days behind it can be looked at.
 * @throws AppError that of the fit, with the entry's label and the rows; "CANCELLED" as it is.
 */
export async function fitBlock<T>(label: string, { begin, from }: WalkForwardBlock, fit: () => Promise<T>): Promise<T> {
  try {
    return await fit();
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === "cancelled") throw error;
    const { code, kind, message, context } = error;
    throw new AppError(
      code,
      kind,
      `'${label}', fitted on rows ${begin} to ${from - 1}: ${message}`,
      { ...context, label, begin, end: from },
      { cause: error },
    );
  }
}
