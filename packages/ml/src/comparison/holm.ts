/**
 * Holm's correction of several p-values for being several: the smallest is multiplied by their number, the next by one less, and so on;
 * a corrected value is never below that of a smaller one, and at most 1. It holds whatever the tests have to do with one another.
 * @param p [m] in [0, 1]. @returns [m] in the order given.
 * Source: Holm (1979), A simple sequentially rejective multiple test procedure.
 * @example holm([0.01, 0.04, 0.03]) gives [0.03, 0.06, 0.06]
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, at) => at).sort((a, b) => (p[a] as number) - (p[b] as number));
  const corrected = new Array<number>(p.length);
  let least = 0;
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (p.length - rank) * (p[at] as number)));
    corrected[at] = least;
  });
  return corrected;
}
