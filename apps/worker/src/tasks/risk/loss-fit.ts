import { writeFile } from "node:fs/promises";
import { fitCell, yearlyLosses } from "@plimsoll/ml";
import { AppError, type FittedCellResult, type OperationalFitResult } from "@plimsoll/schema";
import type { LossFitTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { controlOf } from "./control.ts";
import { readRegister } from "./loss-register.ts";

/** A loss model of the register's cells, written as the version's file. */
export async function fitTask(task: LossFitTask, io: TaskIo): Promise<OperationalFitResult> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const { register } = await readRegister(task.source);
  const date = spec.date.toLowerCase() as Lowercase<typeof spec.date>;
  const years = yearlyLosses(register, date);
  const fromYear = spec.fromYear ?? years[0]?.year ?? null;
  const toYear = spec.toYear ?? years.at(-1)?.year ?? null;
  const cells: FittedCellResult[] = [];
  for (const [at, cell] of spec.cells.entries()) {
    const [from, to] = [0.05 + (0.9 * at) / spec.cells.length, 0.05 + (0.9 * (at + 1)) / spec.cells.length];
    const { amount, replicates, alpha, seed } = spec;
    const options = { date, fromYear, toYear, amount, replicates, alpha, seed, ...controlOf(io, from, to) };
    cells.push(await fitCell(register, cell, options).catch((error) => Promise.reject(named(cell.id, error))));
  }
  const { registerId, amount, alpha } = spec;
  const result: OperationalFitResult = {
    registerId,
    registerName: task.registerName,
    currency: register.currency,
    date: spec.date,
    fromYear,
    toYear,
    amount,
    alpha,
    cells,
  };
  io.progress("Saving", 0.97);
  await writeFile(task.outputPath, `${JSON.stringify({ kind: "OPERATIONAL", spec, ...result }, null, 1)}\n`);
  return result;
}

/** The error with the cell it is about in its words. */
function named(id: string, error: unknown): unknown {
  if (!(error instanceof AppError) || error.message.includes(`'${id}'`)) return error;
  return new AppError(error.code, error.kind, `Cell '${id}': ${error.message}`, error.context, { cause: error });
}
