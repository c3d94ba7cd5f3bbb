import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { fitSeverity } from "../../operational/fit-severity.ts";
import { type ThresholdDiagnostics, thresholdDiagnostics } from "../../operational/threshold-diagnostics.ts";
import { type Estimates, kept, recalled } from "../estimates.ts";

/** The upper tail of a sample of losses: generalised Pareto above a threshold that a share of the sample exceeds. */
export interface ParetoTail {
  threshold: number;
  /** Share of the sample above it. */
  share: number;
  nAbove: number;
  shape: number;
  shapeError: number | null;
  scale: number;
  /** VaR and ES at a level beyond the threshold. */
  at(alpha: number): { var: number; es: number };
  /** A loss beyond the threshold, from a number in (0, 1). */
  beyond(u: number): number;
}

const KeptTail = z.object({ shape: z.number(), scale: z.number(), shapeError: z.number().nullable() });

/**
 * Peaks over threshold: the losses above the (1 - share) quantile, less it, are fitted by maximum likelihood.
 * VaR = u + scale / shape ((p / share)^-shape - 1), ES = VaR + (scale + shape (VaR - u)) / (1 - shape), p = 1 - alpha.
 * @param losses [n] of any sign, positive = loss. @param share of the sample that is the tail, such as 0.1.
 * @param estimates where shape and scale are kept, or taken from.
 * @throws AppError "INVALID_INPUT" for a level within the body of the sample; "DEGENERATE_TARGET" for a tail of too few or equal losses;
 * "NOT_CONVERGED"; "OUT_OF_DOMAIN" where the shape is one or more, for which ES is infinite.
 * Source: McNeil and Frey (2000), equations 9 and 13.
 */
export function fitParetoTail(losses: Float64Array, share: number, estimates?: Estimates): ParetoTail {
  const descending = losses.slice().sort().reverse();
  const nAbove = Math.floor(share * losses.length + 1e-9);
  const threshold = descending[nAbove] as number;
  const excesses = descending
    .subarray(0, nAbove)
    .filter((loss) => loss > threshold)
    .map((loss) => loss - threshold);
  const { shape, scale, shapeError } = recalled(estimates, "tail", KeptTail) ?? kept(estimates, "tail", fitExcesses(excesses));
  const tailShare = excesses.length / losses.length;
  const quantile = (ratio: number) =>
    Math.abs(shape) < 1e-9 ? -scale * Math.log(ratio) : (scale * Math.expm1(-shape * Math.log(ratio))) / shape;
  return {
    threshold,
    share: tailShare,
    nAbove: excesses.length,
    shape,
    shapeError,
    scale,
    at(alpha) {
      const p = 1 - alpha;
      if (!(p < tailShare))
        throw invalidInput(
          `Level ${alpha} lies within the body of the sample: the tail is its worst ${(100 * tailShare).toFixed(1)} %. Use a larger tail share or a higher level.`,
        );
      if (shape >= 1)
        throw new AppError(
          "OUT_OF_DOMAIN",
          "data",
          `The fitted tail has shape ${shape.toFixed(2)}: its mean, and so ES, is infinite. Use a larger tail share or look for errors in the largest losses.`,
        );
      const excess = quantile(p / tailShare);
      return { var: threshold + excess, es: threshold + excess + (scale + shape * excess) / (1 - shape) };
    },
    beyond: (u) => threshold + quantile(u),
  };
}

/** Generalised Pareto parameters of excesses over a threshold. */
function fitExcesses(excesses: Float64Array): z.output<typeof KeptTail> {
  // In units of their mean, so that the fit's own bounds mean the same for decimals and for millions.
  const unit = excesses.reduce((sum, value) => sum + value / Math.max(1, excesses.length), 0);
  const { params, standardErrors } = fitSeverity("generalised-pareto", { losses: excesses.map((value) => value / unit) }, { threshold: 0 });
  return { shape: params.shape as number, scale: (params.scale as number) * unit, shapeError: standardErrors?.shape ?? null };
}

/** Where does the tail of a series of returns begin? The plots of `thresholdDiagnostics` over its losses, gains left out. */
export const lossThresholds = (returns: Float64Array): ThresholdDiagnostics =>
  thresholdDiagnostics(returns.filter((value) => value < 0).map((value) => -value));
