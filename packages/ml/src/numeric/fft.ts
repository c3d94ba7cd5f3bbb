/**
 * The discrete Fourier transform of n = 2^k complex numbers, in place: X_j = sum of x_m exp(-2 pi i j m / n); `inverse` has the other sign
 * and divides by n. Iterative radix 2 with a table of twiddle factors, whose error grows with log n only.
 * @param re @param im [n] each. @throws RangeError if n is not a power of two.
 * Source: Cooley and Tukey (1965).
 */
export function fft(re: Float64Array, im: Float64Array, inverse = false): void {
  const n = re.length;
  if (n < 1 || (n & (n - 1)) !== 0 || im.length !== n)
    throw new RangeError(`fft needs two arrays of 2^k values. Got ${n} and ${im.length}.`);
  reorder(re, im);
  const { cos, sin } = twiddles(n);
  const sign = inverse ? 1 : -1;
  for (let size = 2; size <= n; size *= 2) {
    const half = size >>> 1;
    const stride = n / size;
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < half; k++) {
        const a = start + k;
        const b = a + half;
        const c = cos[k * stride] as number;
        const s = sign * (sin[k * stride] as number);
        const x = re[b] as number;
        const y = im[b] as number;
        const real = x * c - y * s;
        const imaginary = x * s + y * c;
        re[b] = (re[a] as number) - real;
        im[b] = (im[a] as number) - imaginary;
        re[a] = (re[a] as number) + real;
        im[a] = (im[a] as number) + imaginary;
      }
    }
  }
  if (!inverse) return;
  for (let i = 0; i < n; i++) {
    re[i] = (re[i] as number) / n;
    im[i] = (im[i] as number) / n;
  }
}

/** Puts the values into bit-reversed order. */
function reorder(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >>> 1;
    for (; j & bit; bit >>>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const [x, y] = [re[i] as number, im[i] as number];
    re[i] = re[j] as number;
    im[i] = im[j] as number;
    re[j] = x;
    im[j] = y;
  }
}

/** cos and sin of 2 pi k / n for k < n / 2. */
function twiddles(n: number): { cos: Float64Array; sin: Float64Array } {
  const half = Math.max(1, n >>> 1);
  const cos = new Float64Array(half);
  const sin = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n);
    sin[k] = Math.sin((2 * Math.PI * k) / n);
  }
  return { cos, sin };
}
