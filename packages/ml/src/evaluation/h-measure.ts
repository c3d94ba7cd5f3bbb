import { invalidInput, type Values } from "./inputs.ts";
import { rankScores, rocCurve } from "./ranking.ts";

/** H-measure: the share of the expected misclassification loss of the best constant answer that the score saves, the loss averaged over
 *  a distribution of costs that is the same for every score (which the AUC's is not).
 *  With c = share of the cost that falls on a false positive, c ~ Beta(2, 1 + 1/severityRatio) (its mode is severityRatio / (1 +
 *  severityRatio)), L = integral over c of min over thresholds of [c pi0 FPR + (1 - c) pi1 FNR]; H = 1 - L / L of the best constant.
 *  @param y [n] labels 0 or 1. @param score [n] finite, any scale, higher = more likely positive.
 *  @param severityRatio > 0: cost of a false positive over cost of a false negative; default n1 / n0, which balances the classes.
 *  @returns in [0, 1]; 0 for a useless score, 1 for a perfect one; invariant under monotone maps of the score.
 *  @throws AppError "INVALID_INPUT" as `rankScores` or if severityRatio is not positive; "DEGENERATE_TARGET" if only one class.
 *  Source: Hand (2009); Hand and Anagnostopoulos (2014) for the severity ratio. */
export function hMeasure(y: Values, score: Values, severityRatio?: number): number {
  const ranked = rankScores(y, score);
  const ratio = severityRatio ?? ranked.nPositive / ranked.nNegative;
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw invalidInput(`'severityRatio' must be a positive number. Got ${ratio}; pass for example 0.2.`);
  const pi1 = ranked.nPositive / ranked.n;
  const pi0 = 1 - pi1;
  const { falsePositive, falseNegative } = costMass(1 + 1 / ratio);

  const roc = rocCurve(ranked);
  const hull = upperHull(roc.x, roc.y);
  let loss = 0;
  let costHigh = 1;
  // The highest cost of a false positive calls for the vertex (0, 0); each edge of the hull is where the next vertex takes over.
  hull.forEach((vertex, position) => {
    const next = hull[position + 1];
    const rise = next ? pi1 * (next.y - vertex.y) : 0;
    const costLow = next ? rise / (rise + pi0 * (next.x - vertex.x)) : 0;
    loss += pi0 * vertex.x * (falsePositive(costHigh) - falsePositive(costLow));
    loss += pi1 * (1 - vertex.y) * (falseNegative(costHigh) - falseNegative(costLow));
    costHigh = costLow;
  });
  const lossConstant = pi0 * falsePositive(pi1) + pi1 * (falseNegative(1) - falseNegative(pi1));
  return 1 - loss / lossConstant;
}

/** Integrals from 0 to x of c u(c) and of (1 - c) u(c) for the density u of Beta(2, b), in closed form because the first shape is whole:
 *  I_x(2, b) = 1 - (1-x)^b (1 + b x), I_x(3, b) = 1 - (1-x)^b (1 + b x + b (b+1) x^2 / 2). */
function costMass(b: number): { falsePositive(x: number): number; falseNegative(x: number): number } {
  return {
    falsePositive: (x) => (2 / (2 + b)) * (1 - (1 - x) ** b * (1 + b * x + (b * (b + 1) * x * x) / 2)),
    falseNegative: (x) => (b / (2 + b)) * (1 - (1 - x) ** (b + 1) * (1 + (b + 1) * x)),
  };
}

/** Vertices of the upper convex hull of points whose x does not decrease, left to right (Andrew's monotone chain). */
function upperHull(x: Float64Array, y: Float64Array): { x: number; y: number }[] {
  const hull: { x: number; y: number }[] = [];
  for (let i = 0; i < x.length; i += 1) {
    const point = { x: x[i] as number, y: y[i] as number };
    for (let top = hull.length - 1; top > 0; top -= 1) {
      const [before, last] = [hull[top - 1], hull[top]];
      if (!before || !last) break;
      const turn = (last.x - before.x) * (point.y - before.y) - (last.y - before.y) * (point.x - before.x);
      if (turn < 0) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}
