import { createHmac, timingSafeEqual } from "node:crypto";
import { AppError } from "@plimsoll/schema";
import { and, asc, desc, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

export const PAGE = { default: 20, most: 100 } as const;

export interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

export interface Connection<Row> {
  edges: { cursor: string; node: Row }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** A place in a list ordered by creation: microseconds, then the id. */
interface Keyset {
  micros: string;
  id: string;
}

export interface CursorScope {
  secret: string;
  workspaceId: string;
  /** Which list the cursor belongs to; a cursor of another list is refused. */
  list: string;
}

const badInput = (message: string, path: string): AppError => new AppError("INVALID_INPUT", "input", message, { path: [path] });

function sign({ secret, workspaceId, list }: CursorScope, place: string): string {
  return createHmac("sha256", secret).update(`${workspaceId}\n${list}\n${place}`).digest("base64url").slice(0, 16);
}

export function writeCursor(scope: CursorScope, { micros, id }: Keyset): string {
  const place = `${micros}:${id}`;
  return Buffer.from(`${place}:${sign(scope, place)}`).toString("base64url");
}

/** @throws AppError INVALID_INPUT for a cursor that this list of this workspace did not give out. */
export function readCursor(scope: CursorScope, cursor: string, argument: string): Keyset {
  const [, micros, id, signature] =
    /^(\d{1,17}):([a-z]+_[0-9a-z]+):([\w-]{16})$/.exec(Buffer.from(cursor.slice(0, 512), "base64url").toString("latin1")) ?? [];
  const refused = badInput(
    `The cursor in '${argument}' is not one that this list gave out. Take it from pageInfo or from an edge.`,
    argument,
  );
  if (!micros || !id || !signature) throw refused;
  const expected = sign(scope, `${micros}:${id}`);
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) throw refused;
  return { micros, id };
}

export interface Window {
  size: number;
  backward: boolean;
  after: Keyset | null;
  before: Keyset | null;
}

/** @throws AppError INVALID_INPUT for sizes outside 1..100 or both directions at once. */
export function readWindow(scope: CursorScope, { first, after, last, before }: PageArguments): Window {
  if (first != null && last != null) throw badInput("Give 'first' or 'last', not both.", "last");
  const argument = last == null ? "first" : "last";
  const size = first ?? last ?? PAGE.default;
  if (!Number.isInteger(size) || size < 1 || size > PAGE.most)
    throw badInput(`'${argument}' is ${size}; it must be from 1 to ${PAGE.most}.`, argument);
  return {
    size,
    backward: last != null,
    after: after == null ? null : readCursor(scope, after, "after"),
    before: before == null ? null : readCursor(scope, before, "before"),
  };
}

/** Condition, order and limit of one page, newest first; one row more than asked tells whether there is another page. */
export function keysetOf(window: Window, createdAt: PgColumn, id: PgColumn): { where: SQL | undefined; orderBy: SQL[]; limit: number } {
  const place = ({ micros, id: at }: Keyset) => sql`(timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond', ${at})`;
  const direction = window.backward ? asc : desc;
  return {
    where: and(
      window.after ? sql`(${createdAt}, ${id}) < ${place(window.after)}` : undefined,
      window.before ? sql`(${createdAt}, ${id}) > ${place(window.before)}` : undefined,
    ),
    orderBy: [direction(createdAt), direction(id)],
    limit: window.size + 1,
  };
}

/** @param rows at most `window.size + 1`, in the order of `keysetOf`; `cursor` is their creation in microseconds. */
export function connectionOf<Row extends { id: string; cursor: string }>(scope: CursorScope, window: Window, rows: Row[]): Connection<Row> {
  const hasMore = rows.length > window.size;
  const page = rows.slice(0, window.size);
  if (window.backward) page.reverse();
  const edges = page.map((node) => ({ node, cursor: writeCursor(scope, { micros: node.cursor, id: node.id }) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: window.backward ? window.before !== null : hasMore,
      hasPreviousPage: window.backward ? hasMore : window.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
