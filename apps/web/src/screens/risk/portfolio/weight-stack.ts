const SHOWN = 7;

/** Weights as stacked series: the assets of the largest mean weight by name, the others together. @param rows [row][asset]. */
export function stackOf(assets: readonly string[], rows: readonly (readonly number[])[]): { name: string; values: number[] }[] {
  const size = assets.map((_, at) => rows.reduce((sum, row) => sum + Math.abs(row[at] ?? 0), 0));
  const order = assets.map((_, at) => at).sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0));
  const named = order.slice(0, assets.length > SHOWN + 1 ? SHOWN : assets.length);
  const rest = order.slice(named.length);
  return [
    ...named.map((at) => ({ name: assets[at] ?? "", values: rows.map((row) => row[at] ?? 0) })),
    ...(rest.length > 0
      ? [{ name: `${rest.length} others`, values: rows.map((row) => rest.reduce((sum, at) => sum + (row[at] ?? 0), 0)) }]
      : []),
  ];
}

/** An axis that ends where a stack of weights without short positions or leverage does. */
export const weightRange = (rows: readonly (readonly number[])[]): { min?: number; max?: number } =>
  rows.every((row) => row.every((weight) => weight > -1e-6) && row.reduce((sum, weight) => sum + weight, 0) < 1 + 1e-6)
    ? { min: 0, max: 1 }
    : {};
