import { AppError } from "@plimsoll/schema";

/**
 * A root of a continuous function between two points of opposite sign, by Brent's method.
 * @returns x within `tolerance` (relative to |x|, and absolute below one) of a change of sign.
 * @throws AppError "NOT_CONVERGED" when both ends have one sign or a value is NaN.
 * Source: Brent (1973), chapter 4.
 */
export function findRoot(f: (x: number) => number, low: number, high: number, tolerance = 1e-13): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa < 0 !== fb < 0) || Number.isNaN(fa) || Number.isNaN(fb)) {
    throw new AppError(
      "NOT_CONVERGED",
      "numerical",
      `No change of sign between ${low} (value ${fa}) and ${high} (value ${fb}): the equation has no single solution there. Check the inputs' order of magnitude.`,
    );
  }
  let [c, fc] = [a, fa];
  let step = b - a;
  let before = step;
  for (let iteration = 0; iteration < 200; iteration++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const near = 2 * Number.EPSILON * Math.abs(b) + (tolerance * Math.max(1, Math.abs(b))) / 2;
    const middle = (c - b) / 2;
    if (Math.abs(middle) <= near || fb === 0) return b;
    const guess = Math.abs(before) >= near && Math.abs(fa) > Math.abs(fb) ? interpolate(a, b, c, fa, fb, fc) : null;
    if (guess !== null && 2 * Math.abs(guess) < Math.min(3 * Math.abs(middle) - near, Math.abs(before)) && guess * middle > 0) {
      before = step;
      step = guess;
    } else {
      step = middle;
      before = middle;
    }
    [a, fa] = [b, fb];
    b += Math.abs(step) > near ? step : Math.sign(middle) * near;
    fb = f(b);
    if (fb < 0 === fc < 0) {
      [c, fc] = [a, fa];
      step = b - a;
      before = step;
    }
  }
  return b;
}

/** The step from b by the secant, or by inverse quadratic interpolation where three values differ. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return (((2 * (c - b)) / 2) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  const top = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -top / ((q - 1) * (r - 1) * (s - 1));
}
