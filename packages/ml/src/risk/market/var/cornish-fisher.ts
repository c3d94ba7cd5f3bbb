import { AppError } from "@plimsoll/schema";
import { normalPdf, normalQuantile } from "../../../numeric/distributions.ts";

/**
 * Lower quantile and tail mean of a standardised variable from its skewness S and excess kurtosis K:
 * w(z) = z + (z^2 - 1) S / 6 + (z^3 - 3 z) K / 24 - (2 z^3 - 5 z) S^2 / 36 at z = the normal p-quantile, and the mean of w over the normal tail,
 * by E[Z | Z < z] = -f / p, E[Z^2 | .] = 1 - z f / p, E[Z^3 | .] = -(z^2 + 2) f / p.
 * @param p in (0, 0.5). @throws AppError "OUT_OF_DOMAIN" where w is not increasing from -8 to z: the expansion then is no quantile.
 * Source: Cornish and Fisher (1938); domain: Maillard (2012). @example cornishFisher(0.01, -0.5, 3).quantile is -3.301284...
 */
export function cornishFisher(p: number, skewness: number, excessKurtosis: number): { quantile: number; mean: number } {
  const z = normalQuantile(p);
  // w = a + b z + c z^2 + d z^3.
  const d = excessKurtosis / 24 - skewness ** 2 / 18;
  const c = skewness / 6;
  const b = 1 - excessKurtosis / 8 + (5 * skewness ** 2) / 36;
  const a = -c;
  if (!isIncreasingBelow(z, b, c, d)) {
    throw new AppError(
      "OUT_OF_DOMAIN",
      "data",
      `Cornish and Fisher's expansion is no quantile at skewness ${skewness.toFixed(2)} and excess kurtosis ${excessKurtosis.toFixed(2)}: it turns round in the tail. Use historical simulation or extreme value theory, or a longer window.`,
    );
  }
  const density = normalPdf(z) / p;
  return {
    quantile: a + b * z + c * z * z + d * z * z * z,
    mean: a - b * density + c * (1 - z * density) - d * (z * z + 2) * density,
  };
}

/** Below this the normal distribution has no mass that a double would notice beside a tail. */
const FAR = -8;

/** w'(x) = b + 2 c x + 3 d x^2 > 0 on [-8, z]: at both ends, and at its lowest point where that lies between. */
function isIncreasingBelow(z: number, b: number, c: number, d: number): boolean {
  const slope = (x: number) => b + 2 * c * x + 3 * d * x * x;
  const lowest = d > 0 ? -c / (3 * d) : FAR;
  return slope(z) > 0 && slope(FAR) > 0 && (lowest <= FAR || lowest >= z || slope(lowest) > 0);
}
