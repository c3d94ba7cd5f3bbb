import { describe, expect, it } from "vitest";
import { createRng, restoreRng } from "./random.ts";

describe("createRng", () => {
  it("gives the words of the reference algorithm from the state 1, 2, 3, 4", () => {
    const rng = restoreRng([1, 2, 3, 4]);
    expect(Array.from({ length: 6 }, () => rng.next() * 2 ** 32)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });

  it("gives the same stream for the same seed and another for the next seed or for high bits", () => {
    const first = (seed: number) =>
      Array.from(
        { length: 4 },
        (
          (rng) => () =>
            rng.next()
        )(createRng(seed)),
      );
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
    expect(first(7)).not.toEqual(first(7 + 2 ** 32));
  });

  it("fills blocks with the words that single draws would give, and goes on after them", () => {
    const [one, many] = [createRng(5), createRng(5)];
    for (const length of [3, 0, 1000]) {
      const words = new Uint32Array(length);
      many.fill(words);
      for (const word of words) expect(word).toBe(one.next() * 2 ** 32);
    }
    expect(many.next()).toBe(one.next());
  });

  it("goes on from a saved state as if it had never stopped", () => {
    const rng = createRng(1);
    rng.normal();
    const saved = restoreRng(rng.state());
    expect([saved.next(), saved.normal()]).toEqual([rng.next(), rng.normal()]);
  });

  it("shuffles to a permutation and reaches every order of three about equally", () => {
    const rng = createRng(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const items = Uint32Array.of(0, 1, 2);
      rng.shuffle(items);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations of a binomial count of mean 1000.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(6000 * (1 / 6) * (5 / 6)));
  });

  it("draws normal numbers of mean 0 and variance 1", () => {
    const rng = createRng(5);
    const draws = Array.from({ length: 20_000 }, () => rng.normal());
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + value * value, 0) / draws.length - mean ** 2;
    // Five standard errors: 1 / sqrt(n) for the mean, sqrt(2 / n) for the variance.
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(20_000));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 20_000));
  });

  it("refuses a seed that is no integer and a range that is empty", () => {
    expect(() => createRng(1.5)).toThrow(RangeError);
    expect(() => createRng(1).int(0)).toThrow(RangeError);
  });
});
