import type { ObjectRef } from "@pothos/core";
import type { ApiContext } from "../context.ts";
import { callerIn } from "../context.ts";
import { type Connection, type CursorScope, PAGE } from "../pagination.ts";
import { builder, type SchemaTypes } from "./builder.ts";

const PageInfo = builder.objectRef<Connection<unknown>["pageInfo"]>("PageInfo").implement({
  description: "Where a page lies in its list.",
  fields: (t) => ({
    hasNextPage: t.exposeBoolean("hasNextPage"),
    hasPreviousPage: t.exposeBoolean("hasPreviousPage"),
    startCursor: t.exposeString("startCursor", { nullable: true }),
    endCursor: t.exposeString("endCursor", { nullable: true }),
  }),
});

/** Arguments of every list; `first` or `last`, 20 unless given, at most 100. */
export const pageArguments = builder.args((t) => ({
  first: t.int(),
  after: t.string(),
  last: t.int(),
  before: t.string(),
}));

/** A list costs its page size times what is asked of each node. */
export const pageCost = ({ first, last }: { first?: number | null; last?: number | null }) => ({
  field: 1,
  multiplier: Math.min(PAGE.most, Math.max(1, first ?? last ?? PAGE.default)),
});

/** `<Name>Connection` and `<Name>Edge` over a node type. */
export function connectionType<Row>(name: string, node: ObjectRef<SchemaTypes, Row>) {
  const Edge = builder.objectRef<{ cursor: string; node: Row }>(`${name}Edge`).implement({
    fields: (t) => ({
      cursor: t.exposeString("cursor"),
      node: t.field({ type: node, resolve: (edge) => edge.node as never }),
    }),
  });
  return builder.objectRef<Connection<Row>>(`${name}Connection`).implement({
    fields: (t) => ({
      edges: t.field({ type: [Edge], complexity: { field: 0, multiplier: 1 }, resolve: (connection) => connection.edges }),
      pageInfo: t.field({ type: PageInfo, resolve: (connection) => connection.pageInfo }),
    }),
  });
}

export function cursorScope(context: ApiContext, list: string): CursorScope {
  return { secret: context.services.cursorSecret, workspaceId: callerIn(context).workspaceId, list };
}
