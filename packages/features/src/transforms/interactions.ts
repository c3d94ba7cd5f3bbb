import { z } from "zod";
import type { Column, ColumnSchema } from "../table.ts";
import { numberColumn, numericInputs } from "./columns.ts";
import { defineTableTransform, type PlannedColumn, refused } from "./transform.ts";

const MS_PER_DAY = 86_400_000;
const MAX_OUTPUTS = 2_000;

const OPERATIONS = {
  PRODUCT: { sign: "x", of: (a: number, b: number) => a * b },
  RATIO: { sign: "/", of: (a: number, b: number) => (b === 0 ? Number.NaN : a / b) },
  DIFFERENCE: { sign: "-", of: (a: number, b: number) => a - b },
  SUM: { sign: "+", of: (a: number, b: number) => a + b },
} as const;
type Operation = keyof typeof OPERATIONS;

/**
 * Every pair of the step's columns, in their order, through one or more operations: a x b, a / b, a - b, a + b. Dates only have differences,
 * in days. A ratio to 0, and a result beyond a double, is missing; missing in either gives missing.
 */
export const interactions = defineTableTransform({
  name: "interactions",
  title: "Products, ratios, differences and sums",
  description:
    "Adds a column for every pair of columns, first by second. A ratio to zero is missing; two dates have their difference in days.",
  params: z.strictObject({
    operations: z
      .array(z.enum(Object.keys(OPERATIONS) as [Operation, ...Operation[]]))
      .min(1)
      .default(["PRODUCT"])
      .describe("What is done with each pair; RATIO divides the earlier column of the step by the later one"),
  }),
  example: { operations: ["DIFFERENCE"] },
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP"],
  selects: ["INTEGER", "FLOAT"],
  effect: "append",
  missing: "MAKES",
  fit: () => null,
  plan: (inputs, { operations }) => {
    const all = [...new Set(operations)];
    const nOutputs = ((inputs.length * (inputs.length - 1)) / 2) * all.length;
    if (inputs.length < 2)
      throw refused(
        `It needs two columns or more. Got ${inputs.length}.`,
        inputs.map(({ name }) => name),
      );
    if (nOutputs > MAX_OUTPUTS) throw refused(`It would make ${nOutputs} columns; at most ${MAX_OUTPUTS} are allowed. Name fewer columns.`);
    for (const [a, b] of pairs(inputs)) for (const operation of all) checkPair(a, b, operation);
    return all.flatMap((operation) =>
      pairIndices(inputs.length).map(
        ([i, j]): PlannedColumn => ({
          name: `${inputs[i]?.name} ${OPERATIONS[operation].sign} ${inputs[j]?.name}`,
          type: "FLOAT",
          from: [i, j],
        }),
      ),
    );
  },
  open: ({ operations }) => {
    const all = [...new Set(operations)].map((operation) => OPERATIONS[operation].of);
    return (inputs) => {
      const unit = isDate(inputs[0]) ? MS_PER_DAY : 1;
      const columns = numericInputs(inputs);
      return all.flatMap((of) =>
        pairs(columns).map(([a, b]) => {
          const out = new Float64Array(a.values.length);
          for (let i = 0; i < out.length; i++) {
            const value = of(a.values[i] as number, b.values[i] as number) / unit;
            out[i] = Number.isFinite(value) ? value : Number.NaN;
          }
          return numberColumn(a.name, out);
        }),
      );
    };
  },
});

const isDate = (column: ColumnSchema | Column | undefined): boolean => column?.type === "DATE" || column?.type === "TIMESTAMP";

function checkPair(a: ColumnSchema, b: ColumnSchema, operation: Operation): void {
  if (!isDate(a) && !isDate(b)) return;
  if (isDate(a) && isDate(b) && operation === "DIFFERENCE") return;
  throw refused(`'${a.name}' (${a.type}) and '${b.name}' (${b.type}) have no ${operation}: dates only have a DIFFERENCE with dates.`, [
    a.name,
    b.name,
  ]);
}

function pairIndices(n: number): [number, number][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n - i - 1 }, (__, k): [number, number] => [i, i + k + 1])).flat();
}

const pairs = <Item>(items: readonly Item[]): [Item, Item][] =>
  pairIndices(items.length).map(([i, j]) => [items[i] as Item, items[j] as Item]);
