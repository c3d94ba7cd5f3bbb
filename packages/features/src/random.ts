/** A seeded stream of random numbers whose position can be saved and put back, so that a resumed run draws what the unbroken one would. */
export interface Rng {
  /** The next number in [0, 1), with 32 random bits. */
  next(): number;
  /** The next integer in [0, n). */
  int(n: number): number;
  /** The next words of 32 random bits, each what `next` would give times 2^32: many at once cost a fraction of as many calls. */
  fill(words: Uint32Array): void;
  /** The next standard normal number. */
  normal(): number;
  /** Puts the array into a uniformly random order, in place, and returns it. */
  shuffle<Items extends Int32Array | Uint32Array | number[]>(items: Items): Items;
  /** The words that `restoreRng` takes: the stream goes on from here. */
  state(): RngState;
}
export type RngState = [number, number, number, number];

/**
 * The xoshiro128** generator: period 2^128 - 1, the same stream on every machine and engine.
 * @param seed any integer; its low 32 bits and the bits above them both count. Equal seeds give equal streams.
 * @throws RangeError if the seed is not a safe integer.
 * Source: Blackman and Vigna (2021), "Scrambled linear pseudorandom number generators"; seeded by SplitMix32 as the authors advise.
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`A seed must be an integer. Got ${seed}.`);
  let mix = (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b9);
  const word = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  return restoreRng([word(), word(), word(), word() | 1]);
}

/** The stream that a saved state belongs to, going on where it was saved. @throws RangeError for a state of zeros, which never moves. */
export function restoreRng(state: RngState): Rng {
  let [a, b, c, d] = state.map((value) => value >>> 0) as RngState;
  if ((a | b | c | d) === 0) throw new RangeError("A generator's state cannot be all zeros.");

  const bits = (): number => {
    const scaled = Math.imul(b, 5);
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = (): number => bits() / 2 ** 32;

  const int = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) throw new RangeError(`int(n) needs an integer n in [1, 2^32]. Got ${n}.`);
    // Words at or above the largest multiple of n would favour small results: draw again.
    const limit = 2 ** 32 - (2 ** 32 % n);
    let value = bits();
    while (value >= limit) value = bits();
    return value % n;
  };

  const fill = (words: Uint32Array): void => {
    // The same step as `bits`, on variables that no other function sees, so that they stay in registers.
    let [p, q, r, s] = [a, b, c, d];
    for (let i = 0; i < words.length; i++) {
      const scaled = Math.imul(q, 5);
      words[i] = Math.imul((scaled << 7) | (scaled >>> 25), 9);
      const shifted = q << 9;
      r ^= p;
      s ^= q;
      q ^= r;
      p ^= s;
      r ^= shifted;
      s = (s << 11) | (s >>> 21);
    }
    [a, b, c, d] = [p, q, r, s];
  };

  return {
    next,
    int,
    fill,
    normal() {
      // Box and Muller (1958), one of the pair: keeping the other would be hidden state beside the four words.
      const radius = Math.sqrt(-2 * Math.log(1 - next()));
      return radius * Math.cos(2 * Math.PI * next());
    },
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = int(i + 1);
        const kept = items[i] as number;
        items[i] = items[j] as number;
        items[j] = kept;
      }
      return items;
    },
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
}
