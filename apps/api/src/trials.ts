import { type TrialResult, TrialSpec } from "@plimsoll/schema";
import { type Db, type RunErrorValue, type RunRow, runEvents, runs } from "@plimsoll/schema/db";
import DataLoader from "dataloader";
import { and, asc, eq, inArray, sql } from "drizzle-orm";

/** One trial of a search, as its own row and its newest numbers tell it. */
export interface TrialRecord {
  id: string;
  number: number;
  params: Record<string, unknown>;
  training: Record<string, unknown>;
  status: RunRow["status"];
  paused: boolean;
  phase: string;
  progress: number;
  error: RunErrorValue | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Rungs reached. */
  rung: number;
  /** Epochs told of. */
  epochs: number;
  bestEpoch: number | null;
  best: number | null;
  last: number | null;
  min: number | null;
  max: number | null;
  seconds: number | null;
  outcome: TrialOutcome;
}
export type TrialOutcome = "WAITING" | "RUNNING" | "COMPARED" | "STOPPED" | "FINISHED" | "FAILED" | "CANCELLED";

export interface TrialsKey {
  runId: string;
  metric: string;
  better: "HIGHER" | "LOWER";
}

/** The trials of a search by their number, read in two questions for a thousand of them. */
export const trialLoader = (db: Db, workspaceId: string) =>
  new DataLoader<TrialsKey, TrialRecord[], string>((keys) => Promise.all(keys.map((key) => readTrials(db, workspaceId, key))), {
    cacheKeyFn: ({ runId }) => runId,
  });

async function readTrials(db: Db, workspaceId: string, { runId, metric, better }: TrialsKey): Promise<TrialRecord[]> {
  const { id, status, paused, phase, progress, input, result, error, startedAt, finishedAt } = runs;
  const rows = await db
    .select({ id, status, paused, phase, progress, input, result, error, startedAt, finishedAt })
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.parentRunId, runId), eq(runs.job, "model.trial")))
    .orderBy(asc(runs.createdAt), asc(runs.id));
  // What a rung has not summed up yet stands in the epochs alone.
  const live = rows.filter((row) => !row.paused && row.status !== "SUCCEEDED" && row.startedAt !== null).map((row) => row.id);
  const told = await readLive(db, workspaceId, live, metric);
  return rows
    .map(({ input: settings, result: stored, ...row }) => {
      const { number, params, training } = TrialSpec.parse(settings);
      const reached = stored as TrialResult | null;
      const now = told.get(row.id);
      const extremes = now ? { ...now, best: better === "HIGHER" ? now.max : now.min } : null;
      const last = reached?.rungs.at(-1);
      return {
        ...row,
        number,
        params,
        training,
        rung: reached?.rungs.length ?? 0,
        epochs: Math.max(now?.epochs ?? 0, last?.epochs ?? 0),
        bestEpoch: now?.epochs && now.epochs > (last?.epochs ?? 0) ? null : (last?.bestEpoch ?? null),
        best: extremes?.best ?? reached?.best ?? null,
        last: extremes?.last ?? reached?.last ?? null,
        min: extremes?.min ?? reached?.min ?? null,
        max: extremes?.max ?? reached?.max ?? null,
        seconds: reached?.seconds ?? null,
        outcome: outcomeOf(row.status, row.paused, reached),
      };
    })
    .sort((a, b) => a.number - b.number);
}

function outcomeOf(status: RunRow["status"], paused: boolean, result: TrialResult | null): TrialOutcome {
  if (status === "SUCCEEDED") return result?.outcome ?? "FINISHED";
  if (status === "QUEUED") return paused ? "COMPARED" : "WAITING";
  return status;
}

interface LiveNumbers {
  epochs: number;
  last: number;
  min: number;
  max: number;
}

/** Extremes and newest value of the metric by run; where attempts repeated an epoch, the last one counts. */
async function readLive(db: Db, workspaceId: string, ids: string[], metric: string): Promise<Map<string, LiveNumbers>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.execute<{ run_id: string } & Record<keyof LiveNumbers, number>>(sql`
    SELECT run_id, max(epoch)::int AS epochs, min(value) AS min, max(value) AS max, (array_agg(value ORDER BY epoch DESC))[1] AS last
    FROM ${epochValues(workspaceId, ids, metric)} AS points GROUP BY run_id`);
  return new Map(rows.map(({ run_id, ...numbers }) => [run_id, numbers]));
}

const epochValues = (workspaceId: string, ids: string[], metric: string) => sql`(
  SELECT DISTINCT ON (run_id, epoch) run_id, epoch, (data->>${metric})::float8 AS value FROM ${runEvents}
  WHERE ${inArray(runEvents.runId, ids)} AND workspace_id = ${workspaceId} AND type = 'EPOCH' AND jsonb_typeof(data->${metric}) = 'number'
  ORDER BY run_id, epoch, seq DESC)`;

export interface Curve {
  runId: string;
  epochs: number[];
  values: number[];
}

/** The metric's whole course by run, epochs ascending. */
export async function readCurves(db: Db, workspaceId: string, ids: string[], metric: string): Promise<Curve[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.execute<{ run_id: string; epochs: number[]; values: number[] }>(sql`
    SELECT run_id, array_agg(epoch ORDER BY epoch) AS epochs, array_agg(value ORDER BY epoch) AS values
    FROM ${epochValues(workspaceId, ids, metric)} AS points GROUP BY run_id`);
  return rows.map(({ run_id, epochs, values }) => ({ runId: run_id, epochs, values }));
}
