/** POSITION: reference delta plus what the network says. BAND: no trade inside a band around the delta whose width the network says. */
export const HEDGE_HEADS = ["POSITION", "BAND"] as const;
export type HedgeHead = (typeof HEDGE_HEADS)[number];

export interface HeadDefinition {
  outputs: number;
  /** The position from the network's outputs (from `at`), the reference delta and the position held. */
  position(raw: Float32Array, at: number, delta: number, held: number): number;
  /** Fills the gradient by the outputs from that by the position. @returns its direct part by the position held. */
  backward(gradient: number, raw: Float32Array, at: number, delta: number, held: number, out: Float32Array): number;
}

/** Outputs of a fresh network are of size one: too large a position to start from. */
const SCALE = 0.2;
/** A band as wide as a fresh network's, so that it starts open. */
const [WIDTH, OPEN] = [0.1, 0.05];

const widthOf = (raw: number): number => Math.max(OPEN + WIDTH * raw, 0);

export const hedgeHeads: Record<HedgeHead, HeadDefinition> = {
  POSITION: {
    outputs: 1,
    position: (raw, at, delta) => delta + SCALE * (raw[at] as number),
    backward(gradient, _raw, at, _delta, _held, out) {
      out[at] = SCALE * gradient;
      return 0;
    },
  },

  /** held, moved to the nearer edge of [delta - w1, delta + w2] where it lies outside. Source: Imaki, Imajo, Ito, Minami and Nakagawa (2021). */
  BAND: {
    outputs: 2,
    position(raw, at, delta, held) {
      const [low, high] = [delta - widthOf(raw[at] as number), delta + widthOf(raw[at + 1] as number)];
      return Math.min(Math.max(held, low), high);
    },
    backward(gradient, raw, at, delta, held, out) {
      const [w1, w2] = [widthOf(raw[at] as number), widthOf(raw[at + 1] as number)];
      const [below, above] = [held < delta - w1, held > delta + w2];
      out[at] = below && w1 > 0 ? -WIDTH * gradient : 0;
      out[at + 1] = above && w2 > 0 ? WIDTH * gradient : 0;
      return below || above ? 0 : gradient;
    },
  },
};
