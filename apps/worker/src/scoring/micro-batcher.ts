import { AppError } from "@plimsoll/schema";
import { CHUNK_ROWS, type Predict } from "./scoring-model.ts";

interface Request {
  x: Float32Array;
  n: number;
  resolve(outputs: Float32Array): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  /** Outputs [n, k] of encoded rows, computed at once. */
  predict(x: Float32Array, n: number): Float32Array;
  /** Values of one encoded row. */
  width: number;
  /** Whether anybody else is about to ask: a lone request need not wait for company. */
  isAlone(): boolean;
}

const WINDOW_MS = 1;

/**
 * Gathers what concurrent requests want of one model into calls of at most CHUNK_ROWS rows. A lone request is computed in the same turn of the
 * event loop; others wait up to a millisecond for company. Between two calls the event loop gets its turn.
 */
export function createMicroBatcher({ predict, width, isAlone }: BatcherOptions): Predict {
  const waiting: Request[] = [];
  let rows = 0;
  let isScheduled = false;

  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    if (isAlone() || rows >= CHUNK_ROWS) setImmediate(run);
    else setTimeout(run, WINDOW_MS);
  };

  const run = (): void => {
    isScheduled = false;
    const batch: Request[] = [];
    let n = 0;
    for (let next = waiting[0]; next && (batch.length === 0 || n + next.n <= CHUNK_ROWS); next = waiting[0]) {
      waiting.shift();
      batch.push(next);
      n += next.n;
    }
    rows -= n;
    answer(batch, n);
    if (waiting.length > 0) schedule();
  };

  const answer = (batch: Request[], n: number): void => {
    try {
      const first = batch[0];
      if (!first) return;
      const outputs = predict(batch.length === 1 ? first.x : joined(batch, n), n);
      const k = outputs.length / n;
      let at = 0;
      for (const request of batch) {
        request.resolve(outputs.slice(at * k, (at + request.n) * k));
        at += request.n;
      }
    } catch (error) {
      for (const request of batch) request.reject(error);
    }
  };

  const joined = (batch: Request[], n: number): Float32Array => {
    const x = new Float32Array(n * width);
    let at = 0;
    for (const request of batch) {
      x.set(request.x, at * width);
      at += request.n;
    }
    return x;
  };

  return (x, n) =>
    new Promise((resolve, reject) => {
      waiting.push({ x, n, resolve, reject });
      rows += n;
      schedule();
    });
}

/** How much work may wait: one row through a network is one unit. */
export interface LoadGate {
  readonly inFlight: number;
  /** @throws AppError UNAVAILABLE when too much is waiting already. Nothing is refused while nothing waits. */
  enter(units: number): () => void;
}

export function createLoadGate(maxUnits: number): LoadGate {
  let pending = 0;
  let inFlight = 0;
  return {
    get inFlight() {
      return inFlight;
    },
    enter(units) {
      if (pending > 0 && pending + units > maxUnits) {
        throw new AppError("UNAVAILABLE", "dependency", "The scorer has more to do than it can answer in time. Try again in a moment.");
      }
      pending += units;
      inFlight++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        pending -= units;
        inFlight--;
      };
    },
  };
}
