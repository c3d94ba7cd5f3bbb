/** Share of an interval that the golden section cuts off. */
const GOLDEN = (3 - Math.sqrt(5)) / 2;
const MAX_STEPS = 200;

/**
 * The minimum of a function of one variable between two bounds, by parabolas and golden sections.
 * @param f continuous; Infinity where it has no value. @param tolerance relative, of the argument.
 * @returns the argument: the global one where f falls, then rises; else a local one. Source: Brent (1973), chapter 5.
 */
export function minimise(f: (x: number) => number, low: number, high: number, tolerance = 1e-8): number {
  let [a, b] = [low, high];
  let x = a + GOLDEN * (b - a);
  let [w, v] = [x, x];
  let fx = f(x);
  let [fw, fv] = [fx, fx];
  let [step, before] = [0, 0];
  for (let k = 0; k < MAX_STEPS; k++) {
    const middle = (a + b) / 2;
    const least = tolerance * Math.abs(x) + 1e-12;
    if (Math.abs(x - middle) <= 2 * least - (b - a) / 2) break;
    const parabola = Math.abs(before) > least ? vertexStep({ x, fx, w, fw, v, fv }) : null;
    const isUseful = parabola !== null && Math.abs(parabola) < Math.abs(before / 2) && x + parabola > a && x + parabola < b;
    before = isUseful ? step : x < middle ? b - x : a - x;
    step = isUseful ? (parabola as number) : GOLDEN * before;
    const u = x + (Math.abs(step) >= least ? step : Math.sign(step || 1) * least);
    const fu = f(u);
    if (fu <= fx) {
      if (u < x) b = x;
      else a = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return x;
}

/** From x to the lowest point of the parabola through three points; null where they lie on a line. */
function vertexStep({ x, fx, w, fw, v, fv }: Record<"x" | "fx" | "w" | "fw" | "v" | "fv", number>): number | null {
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  const below = 2 * (q - r);
  const step = ((x - w) * r - (x - v) * q) / below;
  return Number.isFinite(step) ? step : null;
}
