import { COLUMN_TYPES } from "@plimsoll/schema";
import { z } from "zod";
import { defineExpectation } from "../expectation.ts";

export const hasColumns = defineExpectation({
  kind: "has-columns",
  scope: "TABLE",
  title: "Columns and types",
  description: "The data set has these columns, each of its type where one is given; exactly these, when asked.",
  params: z.strictObject({
    wanted: z
      .array(z.strictObject({ name: z.string().min(1).max(256), type: z.enum(COLUMN_TYPES).optional() }))
      .min(1)
      .max(10_000)
      .meta({ title: "Columns", description: "Names, with types where they matter." }),
    exactly: z.boolean().default(false).meta({ title: "Exactly", description: "No other column is allowed." }),
  }),
  accepts: null,
  columns: [0, 0],
  expected: ({ wanted, exactly }) =>
    `${exactly ? "exactly" : "at least"} ${wanted.map(({ name, type }) => (type ? `${name} ${type}` : name)).join(", ")}`,
  check(_columns, { wanted, exactly }, { schema }) {
    const types = new Map(schema.map(({ name, type }) => [name, type]));
    const faults = wanted.flatMap(({ name, type }) => {
      const own = types.get(name);
      if (own === undefined) return [`'${name}' is absent`];
      return type && own !== type ? [`'${name}' is ${own}`] : [];
    });
    const names = new Set(wanted.map(({ name }) => name));
    const extra = exactly ? schema.filter(({ name }) => !names.has(name)).map(({ name }) => `'${name}' is not expected`) : [];
    const all = [...faults, ...extra];
    return { passed: all.length === 0, observed: all.length === 0 ? "as expected" : all.slice(0, 20).join("; ") };
  },
});
