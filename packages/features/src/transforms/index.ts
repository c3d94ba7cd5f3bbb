import { AppError } from "@plimsoll/schema";
import { nearest } from "../suggest.ts";
import { binEqualFrequency } from "./bin-equal-frequency.ts";
import { binEqualWidth } from "./bin-equal-width.ts";
import { boxCox } from "./box-cox.ts";
import { clip } from "./clip.ts";
import { coerce } from "./coerce.ts";
import { copy } from "./copy.ts";
import { countEncode } from "./count-encode.ts";
import { cyclic } from "./cyclic.ts";
import { dateParts } from "./date-parts.ts";
import { dateToNumber } from "./date-to-number.ts";
import { drop } from "./drop.ts";
import { groupRare } from "./group-rare.ts";
import { hash } from "./hash.ts";
import { imputeByGroup } from "./impute-by-group.ts";
import { imputeConstant } from "./impute-constant.ts";
import { imputeKnn } from "./impute-knn.ts";
import { imputeMean } from "./impute-mean.ts";
import { imputeMedian } from "./impute-median.ts";
import { imputeMode } from "./impute-mode.ts";
import { interactions } from "./interactions.ts";
import { log } from "./log.ts";
import { maxAbsScale } from "./max-abs-scale.ts";
import { minMaxScale } from "./min-max-scale.ts";
import { missingIndicator } from "./missing-indicator.ts";
import { oneHot } from "./one-hot.ts";
import { ordinal } from "./ordinal.ts";
import { outlierFlag } from "./outlier-flag.ts";
import { pca } from "./pca.ts";
import { polynomial } from "./polynomial.ts";
import { quantileNormal } from "./quantile-normal.ts";
import { quantileUniform } from "./quantile-uniform.ts";
import { robustScale } from "./robust-scale.ts";
import { selectCorrelation } from "./select-correlation.ts";
import { selectIv } from "./select-iv.ts";
import { selectPermutation } from "./select-permutation.ts";
import { selectPsi } from "./select-psi.ts";
import { selectVif } from "./select-vif.ts";
import { signedLog } from "./signed-log.ts";
import { specialCodes } from "./special-codes.ts";
import { standardScale } from "./standard-scale.ts";
import { targetEncode } from "./target-encode.ts";
import { textHash } from "./text-hash.ts";
import { tfIdf } from "./tf-idf.ts";
import type { Transform } from "./transform.ts";
import { winsorise } from "./winsorise.ts";
import { woe } from "./woe.ts";
import { yeoJohnson } from "./yeo-johnson.ts";

/** Every kind of step: a file here and a line in this list. */
export const transforms: readonly Transform[] = [
  coerce,
  specialCodes,
  imputeConstant,
  imputeMean,
  imputeMedian,
  imputeMode,
  imputeByGroup,
  imputeKnn,
  missingIndicator,
  outlierFlag,
  winsorise,
  clip,
  groupRare,
  standardScale,
  robustScale,
  minMaxScale,
  maxAbsScale,
  quantileNormal,
  quantileUniform,
  yeoJohnson,
  boxCox,
  log,
  signedLog,
  binEqualFrequency,
  binEqualWidth,
  oneHot,
  ordinal,
  countEncode,
  targetEncode,
  woe,
  hash,
  dateToNumber,
  dateParts,
  cyclic,
  interactions,
  polynomial,
  pca,
  tfIdf,
  textHash,
  copy,
  drop,
  selectIv,
  selectCorrelation,
  selectVif,
  selectPsi,
  selectPermutation,
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
