/** A curve over the days of a study's path; places stand in for days where the series has none. */
export function pathPoints(
  path: { at: readonly number[]; days: readonly string[] },
  values: readonly (number | null)[],
): [number, number | null][] {
  return path.at.map((at, place) => {
    const day = path.days[place];
    return [day ? Date.parse(day) : at, values[place] ?? null];
  });
}

export const pathAxis = ({ days }: { days: readonly string[] }): { name: string; time?: boolean } =>
  days.length > 0 ? { name: "Day", time: true } : { name: "Row" };

/** How a p value is written everywhere on these pages. */
export const pWords = (p: number | null | undefined): string =>
  p === null || p === undefined ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3);
