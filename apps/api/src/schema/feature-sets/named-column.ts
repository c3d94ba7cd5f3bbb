import type { ColumnSchema } from "@plimsoll/features";
import { builder } from "../builder.ts";
import { ColumnType } from "../enums.ts";

export const NamedColumn = builder.objectRef<ColumnSchema>("NamedColumn").implement({
  fields: (t) => ({ name: t.exposeString("name"), type: t.expose("type", { type: ColumnType }) }),
});
