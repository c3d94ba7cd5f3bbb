import { isTerminal } from "@plimsoll/schema";
import { apiKeys, type Caller, type Database, runs, sessions } from "@plimsoll/schema/db";
import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Logger } from "pino";
import { unauthenticated } from "./errors.ts";
import { openListener } from "./listener.ts";
import { type Loaders, openLoaders, type RunRecord, runColumns } from "./loaders.ts";

/** One state of a run as subscribers get it. The loaders are shared by all of them: its nested fields are read once. */
export interface RunUpdate {
  run: RunRecord;
  loaders: Loaders;
}

/** `marker` changes with every write of the row and with every event of the run. */
export type MarkedRun = RunRecord & { marker: string };

export interface LiveHub {
  /** A run of the workspace with the mark of its state, to watch from there. */
  find(workspaceId: string, runId: string): Promise<MarkedRun | null>;
  /**
   * The run now, then on every change at most four times a second, then its final state, and the end. A reader who is slow gets the newest
   * state, never a backlog. Throws UNAUTHENTICATED once the caller's credentials have ended.
   */
  watch(run: MarkedRun, caller: Caller): AsyncGenerator<RunUpdate>;
  /** Ends the subscriptions of revoked keys and ended sessions now rather than at the next round. */
  checkCredentials(): void;
  /** Open subscriptions. */
  size(): number;
  close(): Promise<void>;
}

export interface LiveTimes {
  /** Least time between two emissions of a run. */
  spacingMs: number;
  /** Look at every watched run even without a NOTIFY. */
  pollMs: number;
  credentialsMs: number;
}
const TIMES: LiveTimes = { spacingMs: 250, pollMs: 1_500, credentialsMs: 15_000 };

interface Watcher {
  caller: Caller;
  latest: RunUpdate | null;
  ended: "no" | "revoked" | "closed";
  wake: () => void;
}

interface Topic {
  runId: string;
  workspaceId: string;
  watchers: Set<Watcher>;
  /** What the row and its events looked like when last emitted. */
  marker: string;
  lastRead: number;
  timer: NodeJS.Timeout | null;
  reading: boolean;
  again: boolean;
}

/** Joins LISTEN on one connection with a poll as a net, and hands each change to every watcher of the run. */
export function openLiveHub(database: Database, url: string, log: Logger, times: LiveTimes = TIMES): LiveHub {
  const topics = new Map<string, Topic>();
  let closed = false;

  const listener = openListener(url, log, {
    onNotify: (runId) => {
      const topic = topics.get(runId);
      if (topic) schedule(topic);
    },
    onReconnect: () => topics.forEach(schedule),
  });
  const poll = setInterval(() => void pollTopics().catch(() => {}), times.pollMs);
  const credentials = setInterval(() => void endRevoked().catch(() => {}), times.credentialsMs);

  function schedule(topic: Topic): void {
    if (topic.reading) {
      topic.again = true;
      return;
    }
    if (topic.timer) return;
    const wait = Math.max(0, topic.lastRead + times.spacingMs - performance.now());
    topic.timer = setTimeout(() => {
      topic.timer = null;
      void read(topic);
    }, wait);
  }

  async function read(topic: Topic): Promise<void> {
    topic.reading = true;
    topic.again = false;
    try {
      const [row] = await database.db
        .select({ ...runColumns, marker: markerOf() })
        .from(runs)
        .where(eq(runs.id, topic.runId));
      if (row && row.marker !== topic.marker) {
        topic.marker = row.marker;
        topic.lastRead = performance.now();
        const update = { run: row, loaders: openLoaders(database.db, topic.workspaceId) };
        for (const watcher of topic.watchers) {
          watcher.latest = update;
          watcher.wake();
        }
      }
    } catch {
      // The database is away: the poll tries again.
    } finally {
      topic.reading = false;
      if (topic.again) schedule(topic);
    }
  }

  async function pollTopics(): Promise<void> {
    if (topics.size === 0) return;
    const rows = await database.db
      .select({ id: runs.id, marker: markerOf() })
      .from(runs)
      .where(inArray(runs.id, [...topics.keys()]));
    for (const { id, marker } of rows) {
      const topic = topics.get(id);
      if (topic && topic.marker !== marker) schedule(topic);
    }
  }

  async function endRevoked(): Promise<void> {
    const watchers = [...topics.values()].flatMap((topic) => [...topic.watchers]);
    if (watchers.length === 0) return;
    const keyIds = [...new Set(watchers.map(({ caller }) => caller.apiKeyId))];
    const sessionIds = [...new Set(watchers.flatMap(({ caller }) => caller.sessionId ?? []))];
    const [keys, open] = await Promise.all([
      database.db
        .select({ id: apiKeys.id, role: apiKeys.role })
        .from(apiKeys)
        .where(and(inArray(apiKeys.id, keyIds), isNull(apiKeys.revokedAt))),
      sessionIds.length === 0
        ? []
        : database.db
            .select({ id: sessions.id })
            .from(sessions)
            .where(and(inArray(sessions.id, sessionIds), isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`))),
    ]);
    const roleOf = new Map(keys.map((key) => [key.id, key.role]));
    const openSessions = new Set(open.map((session) => session.id));
    for (const watcher of watchers) {
      const { apiKeyId, sessionId, role } = watcher.caller;
      if (roleOf.get(apiKeyId) === role && (sessionId === null || openSessions.has(sessionId))) continue;
      watcher.ended = "revoked";
      watcher.wake();
    }
  }

  function join(run: MarkedRun, watcher: Watcher): Topic {
    const known = topics.get(run.id);
    if (known) {
      known.watchers.add(watcher);
      if (known.marker !== run.marker) schedule(known);
      return known;
    }
    const topic: Topic = {
      runId: run.id,
      workspaceId: run.workspaceId,
      watchers: new Set([watcher]),
      marker: run.marker,
      lastRead: performance.now(),
      timer: null,
      reading: false,
      again: false,
    };
    topics.set(run.id, topic);
    return topic;
  }

  function part(topic: Topic, watcher: Watcher): void {
    topic.watchers.delete(watcher);
    if (topic.watchers.size > 0) return;
    if (topic.timer) clearTimeout(topic.timer);
    if (topics.get(topic.runId) === topic) topics.delete(topic.runId);
  }

  return {
    async find(workspaceId, runId) {
      const [row] = await database.db
        .select({ ...runColumns, marker: markerOf() })
        .from(runs)
        .where(and(eq(runs.id, runId), eq(runs.workspaceId, workspaceId)));
      return row ?? null;
    },
    watch: (run, caller) => {
      const watcher: Watcher = { caller, latest: { run, loaders: openLoaders(database.db, run.workspaceId) }, ended: "no", wake: () => {} };
      const topic = join(run, watcher);
      // A change between the reading of the run and the joining has no NOTIFY of ours: look once more.
      schedule(topic);
      const updates = emit();
      return Object.assign(updates, {
        // A return while the generator waits must wake it, or it would leave its place only at the next change.
        return: async (value?: unknown) => {
          watcher.ended = "closed";
          watcher.wake();
          part(topic, watcher);
          return { done: true as const, value };
        },
      }) as AsyncGenerator<RunUpdate>;

      async function* emit(): AsyncGenerator<RunUpdate> {
        try {
          while (!closed && watcher.ended !== "closed") {
            if (watcher.ended === "revoked") throw unauthenticated("The key or session of this subscription has ended.");
            const update = watcher.latest;
            if (!update) {
              await new Promise<void>((wake) => {
                watcher.wake = wake;
              });
              continue;
            }
            watcher.latest = null;
            yield update;
            if (isTerminal(update.run.status)) return;
          }
        } finally {
          part(topic, watcher);
        }
      }
    },
    checkCredentials: () => void endRevoked().catch(() => {}),
    size: () => [...topics.values()].reduce((sum, topic) => sum + topic.watchers.size, 0),
    async close() {
      closed = true;
      clearInterval(poll);
      clearInterval(credentials);
      for (const topic of topics.values()) {
        if (topic.timer) clearTimeout(topic.timer);
        for (const watcher of topic.watchers) watcher.wake();
      }
      await listener.close();
    },
  };
}

const markerOf = () =>
  sql<string>`${runs}.xmin::text || ':' || coalesce((SELECT max(seq) FROM plimsoll.run_events WHERE run_id = ${runs.id}), 0)`.as("marker");
