import { type Claim, type Database, RUN_CHANNEL, runs } from "@plimsoll/schema/db";
import { inArray } from "drizzle-orm";
import pg from "pg";
import type { Logger } from "pino";

/** LOST: the run was cancelled, finished or taken over. DRAINED: this worker stops. */
export type Interruption = "LOST" | "DRAINED";

export interface HeldRun {
  claim: Claim;
  /** Resolves when the attempt is to end before its time; LOST wins over an earlier DRAINED by a second promise. */
  lost: Promise<"LOST">;
  drained: Promise<"DRAINED">;
  interrupt(why: Interruption): void;
  /** Resolves at the next notification about the run, or after `ms`. */
  stirred(ms: number): Promise<void>;
  stir(): void;
  release(): void;
}

/** The runs whose attempts this process holds, and whether it still does. */
export interface HeldRuns {
  hold(claim: Claim): HeldRun;
  drain(): void;
  readonly isDraining: boolean;
  readonly size: number;
  /** Asks the database which attempts still hold their runs, interrupts the others, and stirs the run named. */
  check(runId?: string): Promise<void>;
}

export function createHeldRuns({ db }: Pick<Database, "db">): HeldRuns {
  const held = new Map<string, HeldRun>();
  let isDraining = false;
  return {
    get isDraining() {
      return isDraining;
    },
    get size() {
      return held.size;
    },
    hold(claim) {
      // The queue gave this process its own run again: the older attempt has lost it.
      held.get(claim.run.id)?.interrupt("LOST");
      const signals = { LOST: signal<"LOST">(), DRAINED: signal<"DRAINED">() };
      let stir = (): void => {};
      const run: HeldRun = {
        claim,
        stirred: (ms) =>
          new Promise((resolve) => {
            const timer = setTimeout(resolve, ms);
            stir = () => {
              clearTimeout(timer);
              resolve();
            };
          }),
        stir: () => stir(),
        lost: signals.LOST.raised,
        drained: signals.DRAINED.raised,
        interrupt: (why) => (why === "LOST" ? signals.LOST.raise(why) : signals.DRAINED.raise(why)),
        release() {
          if (held.get(claim.run.id) === run) held.delete(claim.run.id);
        },
      };
      held.set(claim.run.id, run);
      if (isDraining) run.interrupt("DRAINED");
      return run;
    },
    drain() {
      isDraining = true;
      for (const run of held.values()) run.interrupt("DRAINED");
    },
    async check(runId) {
      const asked = runId === undefined ? [...held.values()] : [...held.values()].filter(({ claim }) => claim.run.id === runId);
      if (asked.length === 0) return;
      const ids = asked.map(({ claim }) => claim.run.id);
      const rows = await db.select({ id: runs.id, token: runs.attemptToken }).from(runs).where(inArray(runs.id, ids));
      const tokens = new Map(rows.map(({ id, token }) => [id, token]));
      for (const run of asked) if (tokens.get(run.claim.run.id) !== run.claim.token) run.interrupt("LOST");
      if (runId !== undefined) held.get(runId)?.stir();
    },
  };
}

function signal<Value>(): { raised: Promise<Value>; raise(value: Value): void } {
  let raise: (value: Value) => void = () => {};
  const raised = new Promise<Value>((resolve) => {
    raise = resolve;
  });
  return { raised, raise };
}

const POLL_MS = 1_000;

/** Hears of cancelled runs by NOTIFY, and asks every second besides, since a notification can be lost with its connection. */
export function watchHeldRuns(url: string, held: HeldRuns, log: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let listener: pg.Client | null = null;
  let retry: NodeJS.Timeout | undefined;
  const check = (runId?: string): void => {
    held.check(runId).catch(() => log.debug("held runs not checked: the database is away"));
  };

  const listen = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 3_000 });
    let ended = false;
    const again = (): void => {
      if (ended) return;
      ended = true;
      listener = null;
      client.end().catch(() => {});
      if (!stopped) retry = setTimeout(() => void listen(), POLL_MS);
    };
    client.on("error", again);
    client.on("end", again);
    client.on("notification", ({ payload }) => check(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${RUN_CHANNEL}`);
      listener = client;
      if (stopped) again();
    } catch {
      again();
    }
  };

  void listen();
  const timer = setInterval(() => check(), POLL_MS);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      clearTimeout(retry);
      await listener?.end().catch(() => {});
    },
  };
}
