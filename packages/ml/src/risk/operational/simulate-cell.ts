import { createRng } from "@plimsoll/features";
import { pause, type RunControl } from "../run-control.ts";
import { countSampler } from "./frequency/frequency.ts";
import type { CellLaw } from "./loss-model.ts";

/** Losses drawn between two turns of the event loop: some tens of milliseconds. */
const DRAWS_A_TURN = 1_000_000;

export interface CellYears {
  /** [nYears] sum of the year's losses. */
  gross: Float64Array;
  /** [nYears] what its insurance pays for them before yearly terms; null without a contract. */
  payments: Float64Array | null;
}

/**
 * Simulated years of one cell. Its stream depends on seed and cell alone, so that another cell's parameters do not change its years.
 * @param payment of one loss, or null. @throws AppError "CANCELLED".
 */
export async function simulateCell(
  { frequency, severity }: CellLaw,
  nYears: number,
  payment: ((loss: number) => number) | null,
  { seed, cell, report }: { seed: number; cell: number; report(fraction: number): Promise<void> },
): Promise<CellYears> {
  // 2^32 keeps the streams of cells apart: see `createRng`.
  const stream = (offset: number) => createRng(seed + (2 * cell + offset + 1) * 2 ** 32);
  const count = countSampler(frequency, stream(0));
  const draw = severity.sampler(stream(1));
  const gross = new Float64Array(nYears);
  const payments = payment ? new Float64Array(nYears) : null;
  let drawn = 0;
  for (let year = 0; year < nYears; year++) {
    const n = count();
    drawn += n + 1;
    let [sum, paid] = [0, 0];
    if (payment) {
      for (let k = 0; k < n; k++) {
        const loss = draw();
        sum += loss;
        paid += payment(loss);
      }
    } else for (let k = 0; k < n; k++) sum += draw();
    gross[year] = sum;
    if (payments) payments[year] = paid;
    if (drawn < DRAWS_A_TURN) continue;
    drawn = 0;
    await report(year / nYears);
  }
  return { gross, payments };
}

/** Reports a cell's part of a phase over all cells. */
export const cellReporter = (control: RunControl, phase: string, cell: number, nCells: number) => (fraction: number) =>
  pause(control, phase, (cell + fraction) / nCells);
