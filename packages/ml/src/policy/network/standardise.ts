/** Mean and deviation that each input is brought to 0 and 1 with. */
export interface Standardisation {
  mean: number[];
  std: number[];
}

export const identityStandardisation = (n: number): Standardisation => ({
  mean: new Array<number>(n).fill(0),
  std: new Array<number>(n).fill(1),
});

/** Of the columns of x [n, d]; a column without spread keeps a deviation of 1. */
export function standardisationOf(x: ArrayLike<number>, n: number, d: number): Standardisation {
  const mean = new Array<number>(d).fill(0);
  const std = new Array<number>(d).fill(0);
  for (let i = 0; i < n; i++) for (let k = 0; k < d; k++) mean[k] = (mean[k] as number) + (x[i * d + k] as number) / n;
  for (let i = 0; i < n; i++)
    for (let k = 0; k < d; k++) std[k] = (std[k] as number) + ((x[i * d + k] as number) - (mean[k] as number)) ** 2 / n;
  return { mean, std: std.map((variance) => (variance > 1e-24 ? Math.sqrt(variance) : 1)) };
}

/** [n, d] as the networks read it: float32, each column standardised. */
export function standardised({ mean, std }: Standardisation, x: ArrayLike<number>, n: number): Float32Array {
  const d = mean.length;
  const out = new Float32Array(n * d);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < d; k++) out[i * d + k] = ((x[i * d + k] as number) - (mean[k] as number)) / (std[k] as number);
  return out;
}
