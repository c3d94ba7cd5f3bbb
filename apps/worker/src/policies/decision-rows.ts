import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ColumnSchema } from "@plimsoll/features";
import { type Database, policyDecisions } from "@plimsoll/schema/db";
import { and, asc, eq, gt, gte, lt } from "drizzle-orm";

/** A logged decision as a run reads it: plain JSON, times in milliseconds since 1970. */
export interface DecisionRow {
  id: string;
  modelVersionId: string;
  record: Record<string, unknown>;
  action: string;
  propensity: number;
  mask: string[];
  closed: { action: string; reason: string }[];
  fallback: boolean;
  quantity: number | null;
  proposed: number | null;
  benchmark: number | null;
  obligor: string | null;
  segment: string | null;
  amount: number | null;
  risk: number | null;
  lossRate: number | null;
  group: string | null;
  episode: string | null;
  reward: number | null;
  rewardDueAt: number | null;
  ended: boolean | null;
  decidedAt: number;
}

export interface DecisionWindow {
  workspaceId: string;
  modelId: string;
  from: Date | null;
  /** Not included. */
  to: Date | null;
}

const PAGE = 5_000;

/** Writes a policy's decisions, oldest first, one JSON text a line. @returns how many. */
export async function writeDecisions({ db }: Database, { workspaceId, modelId, from, to }: DecisionWindow, path: string): Promise<number> {
  let written = 0;
  async function* lines(): AsyncGenerator<string> {
    // Ids rise with the time of the decision, so they alone say what comes next.
    for (let last = ""; ; ) {
      const page = await db
        .select()
        .from(policyDecisions)
        .where(
          and(
            eq(policyDecisions.workspaceId, workspaceId),
            eq(policyDecisions.modelId, modelId),
            from ? gte(policyDecisions.createdAt, from) : undefined,
            to ? lt(policyDecisions.createdAt, to) : undefined,
            gt(policyDecisions.id, last),
          ),
        )
        .orderBy(asc(policyDecisions.id))
        .limit(PAGE);
      if (page.length > 0) yield `${page.map((row) => JSON.stringify(rowOf(row))).join("\n")}\n`;
      written += page.length;
      const end = page.at(-1);
      if (page.length < PAGE || !end) return;
      last = end.id;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path, { mode: 0o600 }));
  return written;
}

function rowOf({ createdAt, rewardDueAt, ...row }: typeof policyDecisions.$inferSelect): DecisionRow {
  const { id, modelVersionId, record, action, propensity, mask, closed, fallback, quantity, proposed, benchmark } = row;
  const { obligor, segment, amount, risk, lossRate, group, episode, reward, ended } = row;
  return {
    id,
    modelVersionId,
    record,
    action,
    propensity,
    mask,
    closed,
    fallback,
    quantity,
    proposed,
    benchmark,
    obligor,
    segment,
    amount,
    risk,
    lossRate,
    group,
    episode,
    reward,
    ended,
    rewardDueAt: rewardDueAt?.getTime() ?? null,
    decidedAt: createdAt.getTime(),
  };
}

export async function readDecisions(path: string): Promise<DecisionRow[]> {
  const rows: DecisionRow[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY }))
    if (line !== "") rows.push(JSON.parse(line) as DecisionRow);
  return rows;
}

/** The records' columns of several versions as one list: where versions disagree about a type the column is text. */
export function unitedColumns(lists: readonly (readonly ColumnSchema[])[]): ColumnSchema[] {
  const types = new Map<string, ColumnSchema["type"]>();
  for (const { name, type } of lists.flat()) {
    const known = types.get(name);
    types.set(name, known === undefined || known === type ? type : "STRING");
  }
  return [...types].map(([name, type]) => ({ name, type }));
}

/** A record with exactly these columns, text where the column is. */
export const fitted = (record: Record<string, unknown>, columns: readonly ColumnSchema[]): Record<string, unknown> =>
  Object.fromEntries(
    columns.map(({ name, type }) => {
      const value = Object.hasOwn(record, name) ? record[name] : null;
      return [name, type === "STRING" && value !== null && value !== undefined ? String(value) : value];
    }),
  );
