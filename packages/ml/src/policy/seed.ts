import { refuse } from "./refuse.ts";

/** Seeds are 32 bits: streams of one training lie multiples of 2^32 apart. */
export function checkSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw refuse(`A seed must be a whole number from 0 to 2^32 - 1. Got ${seed}.`, ["seed"]);
}
