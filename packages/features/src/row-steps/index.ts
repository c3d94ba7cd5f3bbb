import { AppError } from "@plimsoll/schema";
import { nearest } from "../suggest.ts";
import { deduplicate } from "./deduplicate.ts";
import { dropMissing } from "./drop-missing.ts";
import { keepWhere } from "./keep-where.ts";
import type { RowStep } from "./row-step.ts";

/** Every kind of row step: a file here and a line in this list. */
export const rowSteps: readonly RowStep[] = [deduplicate, dropMissing, keepWhere];

/** @throws AppError INVALID_INPUT naming the nearest row step. */
export function rowStep(name: string): RowStep {
  const found = rowSteps.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = rowSteps.map((candidate) => candidate.name);
  const near = nearest(name, names);
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `There is no row step '${name}'${near ? ` (did you mean '${near}'?)` : ""}. Known: ${names.join(", ")}.`,
    { path: ["type"] },
  );
}
