import type { NumericColumn } from "../table.ts";

/**
 * (x - centre) / spread; a spread of 0, which stands for a constant column, gives 0 for every present value. Missing stays missing.
 * The division is kept, not turned into a product: (x - centre) / spread is the correctly rounded quotient.
 */
export function scaled({ name, values }: NumericColumn, centre: number, spread: number): NumericColumn {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    out[i] = spread === 0 && !Number.isNaN(value) ? 0 : (value - centre) / spread;
  }
  return { name, type: "FLOAT", values: out };
}
