import type { Rng } from "@plimsoll/features";

/** Draws of one distribution from one stream. */
export type Sampler = () => number;

/** Uniform numbers in (0, 1) with 53 random bits: never 0, so that a quantile of them is finite. */
export function uniformSampler(rng: Pick<Rng, "next">): Sampler {
  return () => {
    const value = rng.next() + rng.next() / 2 ** 32;
    return value > 0 ? Math.min(value, 1 - Number.EPSILON / 2) : 2 ** -65;
  };
}

const LAYERS = 256;
/** Start of the tail and area of each layer for 256 layers. */
const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;
/** Right edges of the layers, widest first, and the density at them. */
const EDGE = new Float64Array(LAYERS + 1);
const HEIGHT = new Float64Array(LAYERS + 1);
EDGE[0] = AREA / Math.exp(-0.5 * TAIL * TAIL);
EDGE[1] = TAIL;
HEIGHT[1] = Math.exp(-0.5 * TAIL * TAIL);
for (let i = 2; i < LAYERS; i++) {
  EDGE[i] = Math.sqrt(-2 * Math.log(AREA / (EDGE[i - 1] as number) + (HEIGHT[i - 1] as number)));
  HEIGHT[i] = Math.exp(-0.5 * (EDGE[i] as number) ** 2);
}
HEIGHT[LAYERS] = 1;

/**
 * Standard normal numbers by the ziggurat, several times as fast as by logarithm and cosine. The layer comes from 8 bits and the place in it
 * from the 24 others of one word, which are independent; the tail beyond 3.65 is exact.
 * Source: Marsaglia and Tsang (2000), with Doornik's (2005) remedy of separate bits.
 */
export function normalSampler(rng: Rng): Sampler {
  const settle = normalSettler(uniformSampler(rng));
  return () => {
    for (;;) {
      const bits = rng.next() * 2 ** 32;
      const layer = bits & (LAYERS - 1);
      const x = placeOf(bits) * (EDGE[layer] as number);
      if (Math.abs(x) < (EDGE[layer + 1] as number)) return x;
      const settled = settle(layer, x);
      if (settled !== null) return settled;
    }
  };
}

/** Words that a block of normal numbers is made from at a time. */
const BLOCK = 4096;

/**
 * Standard normal numbers by the block: those of `normalSampler`, one after another, at about half the cost of calling it for each. Words are
 * drawn ahead, so nothing else should draw from the stream.
 */
export function normalFiller(rng: Rng): (out: Float64Array) => void {
  const words = new Uint32Array(BLOCK);
  // Signed, because a number above 2^31 would not stay an integer in a register.
  const signed = new Int32Array(words.buffer);
  let next = BLOCK;
  const word = (): number => {
    if (next === BLOCK) refill();
    return words[next++] as number;
  };
  const refill = () => {
    rng.fill(words);
    next = 0;
  };
  const settle = normalSettler(uniformSampler({ next: () => word() / 2 ** 32 }));
  const drawn = (bits: number): number => {
    for (let current = bits; ; current = word()) {
      const layer = current & (LAYERS - 1);
      const x = placeOf(current) * (EDGE[layer] as number);
      const settled = Math.abs(x) < (EDGE[layer + 1] as number) ? x : settle(layer, x);
      if (settled !== null) return settled;
    }
  };
  return (out) => {
    for (let i = 0; i < out.length; ) {
      if (next === BLOCK) refill();
      const end = Math.min(out.length, i + BLOCK - next);
      let at = next;
      for (; i < end; i++) {
        const bits = signed[at++] as number;
        const layer = bits & (LAYERS - 1);
        const x = placeOf(bits) * (EDGE[layer] as number);
        if (Math.abs(x) >= (EDGE[layer + 1] as number)) break;
        out[i] = x;
      }
      next = at;
      // The one that the fast test did not settle.
      if (i < end) out[i++] = drawn(signed[at - 1] as number);
    }
  };
}

/** The place within a layer, in (-1, 1), from the upper 24 bits of a word. */
const placeOf = (bits: number): number => (2 * (bits >>> 8) + 1) / 2 ** 24 - 1;

/** A number that fell outside the inner part of its layer: from the tail, or by the density; null where it is rejected. */
function normalSettler(uniform: Sampler): (layer: number, x: number) => number | null {
  return (layer, x) => {
    if (layer === 0) {
      // Marsaglia's (1964) tail.
      for (;;) {
        const beyond = -Math.log(uniform()) / TAIL;
        if (-2 * Math.log(uniform()) > beyond * beyond) return x < 0 ? -TAIL - beyond : TAIL + beyond;
      }
    }
    const low = HEIGHT[layer] as number;
    return low + uniform() * ((HEIGHT[layer + 1] as number) - low) < Math.exp(-0.5 * x * x) ? x : null;
  };
}

const EXPONENTIAL_TAIL = 7.69711747013105;
const EXPONENTIAL_AREA = 0.003949659822581557;
const EXPONENTIAL_EDGE = new Float64Array(LAYERS + 1);
const EXPONENTIAL_HEIGHT = new Float64Array(LAYERS + 1);
EXPONENTIAL_EDGE[0] = EXPONENTIAL_AREA * Math.exp(EXPONENTIAL_TAIL);
EXPONENTIAL_EDGE[1] = EXPONENTIAL_TAIL;
EXPONENTIAL_HEIGHT[1] = Math.exp(-EXPONENTIAL_TAIL);
for (let i = 2; i < LAYERS; i++) {
  EXPONENTIAL_EDGE[i] = -Math.log(EXPONENTIAL_AREA / (EXPONENTIAL_EDGE[i - 1] as number) + (EXPONENTIAL_HEIGHT[i - 1] as number));
  EXPONENTIAL_HEIGHT[i] = Math.exp(-(EXPONENTIAL_EDGE[i] as number));
}
EXPONENTIAL_HEIGHT[LAYERS] = 1;

/** Exponential numbers of mean one, by the ziggurat; beyond 7.7 the tail is the law itself, moved. Source: as `normalSampler`. */
export function exponentialSampler(rng: Rng): Sampler {
  const uniform = uniformSampler(rng);
  return () => {
    for (let beyond = 0; ; ) {
      const bits = rng.next() * 2 ** 32;
      const layer = bits & (LAYERS - 1);
      const x = ((Math.floor(bits / LAYERS) + 0.5) / 2 ** 24) * (EXPONENTIAL_EDGE[layer] as number);
      if (x < (EXPONENTIAL_EDGE[layer + 1] as number)) return beyond + x;
      if (layer === 0) {
        beyond += EXPONENTIAL_TAIL;
        continue;
      }
      const low = EXPONENTIAL_HEIGHT[layer] as number;
      if (low + uniform() * ((EXPONENTIAL_HEIGHT[layer + 1] as number) - low) < Math.exp(-x)) return beyond + x;
    }
  };
}

/** Gamma numbers of scale one. @param shape > 0. Source: Marsaglia and Tsang (2000), "A simple method for generating gamma variables". */
export function gammaSampler(rng: Rng, shape: number): Sampler {
  const normal = normalSampler(rng);
  const uniform = uniformSampler(rng);
  const raised = shape < 1 ? shape + 1 : shape;
  const d = raised - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  const draw = () => {
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      const u = uniform();
      if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  };
  return shape < 1 ? () => draw() * uniform() ** (1 / shape) : draw;
}

/**
 * Whole numbers first, first + 1, ... in proportion to weights, by Walker's alias method: one word a draw whatever the distribution.
 * @param weights [n] >= 0, one above zero. Source: Walker (1977), set up by Vose (1991).
 */
export function discreteSampler(rng: Rng, weights: ArrayLike<number>, first = 0): Sampler {
  const n = weights.length;
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const chance = Float64Array.from(weights, (weight) => (weight * n) / total);
  const alias = Uint32Array.from({ length: n }, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  chance.forEach((value, i) => {
    (value < 1 ? small : large).push(i);
  });
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop() as number, large.at(-1) as number];
    alias[less] = more;
    chance[more] = (chance[more] as number) - (1 - (chance[less] as number));
    if ((chance[more] as number) < 1) small.push(large.pop() as number);
  }
  // What is left over by rounding is one.
  for (const i of [...small, ...large]) chance[i] = 1;
  return () => {
    const at = (rng.next() + rng.next() / 2 ** 32) * n;
    const slot = Math.min(n - 1, Math.floor(at));
    return first + (at - slot < (chance[slot] as number) ? slot : (alias[slot] as number));
  };
}
