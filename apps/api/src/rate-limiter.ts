/** Counts failures per key in windows, in bounded memory. */
export interface RateLimiter {
  /** Whether the key has failures left. */
  allows(key: string): boolean;
  /** Counts an attempt as failed until it is settled: attempts in parallel cannot outrun the count. */
  reserve(key: string): (failed: boolean) => void;
}

const MOST_KEYS = 10_000;

/** @param limit failures allowed in a window. @param now clock in milliseconds. */
export function openRateLimiter(limit: number, windowMs: number, now: () => number = Date.now): RateLimiter {
  const counters = new Map<string, { since: number; failures: number }>();
  const counterOf = (key: string) => {
    const known = counters.get(key);
    if (known && now() - known.since < windowMs) return known;
    counters.delete(key);
    // The oldest goes first: a flood of addresses costs memory for so many and no more.
    if (counters.size >= MOST_KEYS) counters.delete(counters.keys().next().value ?? "");
    const fresh = { since: now(), failures: 0 };
    counters.set(key, fresh);
    return fresh;
  };
  return {
    allows: (key) => counterOf(key).failures < limit,
    reserve(key) {
      const counter = counterOf(key);
      counter.failures += 1;
      return (failed) => {
        if (!failed) counter.failures -= 1;
      };
    },
  };
}
