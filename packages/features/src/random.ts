/** Uniform numbers in [0, 1), the same sequence for the same seed on every machine. */
export type Rng = () => number;

/**
 * Small seeded generator (32-bit state, period 2^32): good for shuffles and splits, not for secrets.
 * @param seed integer; the same seed gives the same numbers. Source: mulberry32 (Tommy Ettinger, 2017, public domain).
 */
export function createRng(seed: number): Rng {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Fisher-Yates in place; every order is equally likely. */
export function shuffle<T extends Int32Array | number[]>(items: T, rng: Rng): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(rng() * (i + 1));
    const held = items[i] as number;
    items[i] = items[j] as number;
    items[j] = held;
  }
  return items;
}
