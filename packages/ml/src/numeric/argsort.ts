const DIGITS = [
  [0, 0, 0x7ff],
  [0, 11, 0x7ff],
  [0, 22, 0x3ff],
  [1, 0, 0x7ff],
  [1, 11, 0x7ff],
  [1, 22, 0x3ff],
] as const;

/**
 * The positions of the values in ascending order, equal ones in their own order, by radix: linear time.
 * @param values [n] >= 0, finite, without -0: their bits are then in the order of the values. @returns [n].
 */
export function argsort(values: Float64Array): Uint32Array {
  const n = values.length;
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * n);
  let from = new Uint32Array(n);
  let to = new Uint32Array(n);
  for (let i = 0; i < n; i++) from[i] = i;
  for (const [word, shift, mask] of DIGITS) {
    const starts = new Uint32Array(mask + 1);
    for (let i = word; i < 2 * n; i += 2) {
      const digit = ((words[i] as number) >>> shift) & mask;
      starts[digit] = (starts[digit] as number) + 1;
    }
    if (starts.includes(n)) continue;
    let start = 0;
    for (let digit = 0; digit <= mask; digit++) {
      const count = starts[digit] as number;
      starts[digit] = start;
      start += count;
    }
    for (let i = 0; i < n; i++) {
      const row = from[i] as number;
      const digit = ((words[2 * row + word] as number) >>> shift) & mask;
      const place = starts[digit] as number;
      starts[digit] = place + 1;
      to[place] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}
