/** Q(a) = V + A(a) - mean of A, in place of [V, A(0), A(1), ..]. Source: Wang et al. (2016), equation 9. */
export function duelingValues(raw: ArrayLike<number>, from: number, nActions: number, out: Float64Array | Float32Array, to: number): void {
  let mean = 0;
  for (let a = 0; a < nActions; a++) mean += raw[from + 1 + a] as number;
  mean /= nActions;
  for (let a = 0; a < nActions; a++) out[to + a] = (raw[from] as number) + (raw[from + 1 + a] as number) - mean;
}

/** The gradient by [V, A(0), ..] from the gradient by Q. */
export function duelingGradient(byQ: ArrayLike<number>, from: number, nActions: number, out: Float32Array, to: number): void {
  let total = 0;
  for (let a = 0; a < nActions; a++) total += byQ[from + a] as number;
  out[to] = total;
  for (let a = 0; a < nActions; a++) out[to + 1 + a] = (byQ[from + a] as number) - total / nActions;
}
