import { AppError } from "@plimsoll/schema";
import { nearest } from "../suggest.ts";
import { dateToNumber } from "./date-to-number.ts";
import { imputeMedian } from "./impute-median.ts";
import { imputeMode } from "./impute-mode.ts";
import { missingIndicator } from "./missing-indicator.ts";
import { oneHot } from "./one-hot.ts";
import { quantileNormal } from "./quantile-normal.ts";
import { quantileUniform } from "./quantile-uniform.ts";
import { standardScale } from "./standard-scale.ts";
import type { Transform } from "./transform.ts";

/** Every kind of step: a file here and a line in this list. */
export const transforms: readonly Transform[] = [
  dateToNumber,
  imputeMedian,
  imputeMode,
  missingIndicator,
  oneHot,
  quantileNormal,
  quantileUniform,
  standardScale,
];

/** @throws AppError INVALID_INPUT naming the nearest transform. */
export function transform(name: string): Transform {
  const found = transforms.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = transforms.map((candidate) => candidate.name);
  const near = nearest(name, names);
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `There is no transform '${name}'${near ? ` (did you mean '${near}'?)` : ""}. Known: ${names.join(", ")}.`,
    { path: ["type"] },
  );
}
