import { AppError, COLUMN_TYPES, type ColumnType, type Task } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { allRows, type Column, takeColumn } from "../table.ts";
import { isMissingAt, rowCountOf } from "./columns.ts";
import { transform, transforms } from "./index.ts";
import { cellsOf, contextOf, randomColumn } from "./testing/run.ts";
import type { FitModel, FitTarget, StepContext, Transform } from "./transform.ts";

const N = 300;
/** Steps that only take positive numbers, and say so. */
const POSITIVE = new Set(["box-cox"]);

function targetOf(task: Task): FitTarget {
  const rng = createRng(90);
  const values = Float64Array.from({ length: N }, () =>
    task === "BINARY" ? Number(rng.next() < 0.3) : task === "MULTICLASS" ? rng.int(3) : rng.normal(),
  );
  return { task, values, labels: task === "BINARY" ? ["good", "bad"] : task === "MULTICLASS" ? ["a", "b", "c"] : [] };
}

/** Predicts by the first column alone: enough for a step that only asks what a column is worth. */
const firstColumn: FitModel =
  ({ d }) =>
  (x, n) =>
    Float64Array.from({ length: n }, (_, i) => 1 / (1 + Math.exp(-(x[i * d] || 0) / 1000)));

interface Setting {
  params: ReturnType<Transform["parse"]>;
  inputs: Column[];
  context: StepContext;
}

function settingOf(kind: Transform, type: ColumnType, task: Task | undefined, { missing = 0.1 } = {}): Setting {
  const params = kind.parse(kind.example);
  const columnOf = (name: string, seed: number) => randomColumn(name, type, seed, { n: N, missing, positive: POSITIVE.has(kind.name) });
  const nInputs = kind.scope === "TOGETHER" ? 3 : 2;
  return {
    params,
    inputs: Array.from({ length: nInputs }, (_, j) => columnOf(["a", "b", "c"][j] ?? "", j + 1)),
    context: contextOf({
      also: kind.reads(params).map((name, j) => randomColumn(name, "STRING", 40 + j, { n: N, missing })),
      watched: kind.watches(params).map((name, j) => randomColumn(name, "DATE", 50 + j, { n: N, missing: 0 })),
      fitModel: firstColumn,
      ...(task ? { target: targetOf(task) } : {}),
    }),
  };
}

const rowsOf = ({ params, inputs, context }: Setting, rows: Int32Array): Setting => {
  const take = (columns: readonly Column[]) => columns.map((column) => takeColumn(column, rows));
  const target = context.target && { ...context.target, values: Array.from(rows, (row) => context.target?.values[row] ?? 0) };
  return { params, inputs: take(inputs), context: { ...context, also: take(context.also), watched: take(context.watched), target } };
};

const fitOf = (kind: Transform, { params, inputs, context }: Setting) => kind.fit(inputs, params, context);

describe.each(transforms.map((kind) => [kind.name, kind] as const))("transform %s", (_name, kind) => {
  const types = COLUMN_TYPES.filter((type) => kind.accepts.includes(type));
  const cases = types.flatMap((type) => (kind.supervised ?? [undefined]).map((task) => [type, task] as const));

  test("is found by its name, has words for people, and a form for its parameters", () => {
    expect(transform(kind.name)).toBe(kind);
    expect(kind.title && kind.description && types.length).toBeTruthy();
    expect(kind.selects.every((type) => kind.accepts.includes(type))).toBe(true);
    const schema = kind.paramsJsonSchema() as { type: string; properties?: Record<string, { description?: string }> };
    expect(schema.type).toBe("object");
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      expect([name, property.description]).toEqual([name, expect.any(String)]);
  });

  test.each(cases)("%s %s: the state survives JSON, outputs are as declared, and inputs are left alone", (type, task) => {
    const setting = settingOf(kind, type, task);
    const { params, inputs, context } = setting;
    const copies = structuredClone([inputs, context.also]);
    const state = fitOf(kind, setting);
    const again: typeof state = JSON.parse(JSON.stringify(state));
    expect(again).toEqual(state);
    expect(JSON.parse(JSON.stringify(kind.summary(state, params)))).toEqual(kind.summary(state, params));
    const declared = kind.outputs(inputs, params, state, context.also);
    const outputs = kind.open(params, state)(inputs, context.also);
    expect(outputs.map((output) => output.type === "STRING")).toEqual(declared.map((schema) => schema.type === "STRING"));
    expect(outputs.map(cellsOf)).toEqual(kind.open(params, again)(inputs, context.also).map(cellsOf));
    expect([inputs, context.also]).toEqual(copies);
    const planned = kind.plan(inputs, params, context.also);
    for (const { name, type: given } of declared) {
      const known = planned.find((plan) => (plan.family ? name.startsWith(plan.name) : plan.name === name));
      expect([name, known?.type]).toEqual([name, given]);
    }
  });

  test.each(cases)("%s %s: one row alone gives the bits of the batch", (type, task) => {
    const setting = settingOf(kind, type, task);
    const run = kind.open(setting.params, fitOf(kind, setting));
    const batch = run(setting.inputs, setting.context.also).map(cellsOf);
    for (const row of [0, 1, 17, N - 1]) {
      const one = rowsOf(setting, Int32Array.of(row));
      const alone = run(one.inputs, one.context.also).map(cellsOf);
      expect(alone.map((cells) => cells[0])).toEqual(batch.map((cells) => cells[row]));
    }
  });

  test.each(cases)("%s %s: fitting is deterministic and does not depend on the order of rows", (type, task) => {
    const setting = settingOf(kind, type, task);
    const cellsFittedOn = (fittedOn: Setting) =>
      kind.open(setting.params, fitOf(kind, fittedOn))(setting.inputs, setting.context.also).flatMap(cellsOf);
    const cells = cellsFittedOn(setting);
    expect(cellsFittedOn(setting)).toEqual(cells);
    // A step that holds rows out for its own judgement draws them by position.
    if (kind.name === "select-permutation") return;
    const reversed = cellsFittedOn(rowsOf(setting, allRows(N).reverse()));
    const unlike = cells.filter((cell, i) => {
      const other = reversed[i];
      if (typeof cell !== "number" || typeof other !== "number") return cell !== other;
      return Math.abs(cell - other) > 1e-9 * Math.max(1, Math.abs(other));
    });
    expect(unlike).toEqual([]);
  });

  test.each(cases)(`%s %s: missing cells are treated as ${kind.missing} says`, (type, task) => {
    const setting = settingOf(kind, type, task);
    const { params, inputs, context } = setting;
    const full = settingOf(kind, type, task, { missing: 0 });
    const fits = [
      fitOf(kind, setting),
      ...[new Int32Array(N), new Int32Array(0)].flatMap((rows) => fitsIfAllowed(kind, rowsOf(full, rows))),
      ...fitsIfAllowed(kind, settingOf(kind, type, task, { missing: 1 })),
    ];
    for (const state of fits) {
      const declared = kind.outputs(inputs, params, state, context.also);
      for (const given of [setting, full]) {
        kind
          .open(params, state)(given.inputs, given.context.also)
          .forEach((output, at) => {
            const from = declared[at]?.from?.map((position) => given.inputs[position] as Column) ?? given.inputs;
            for (let row = 0; row < rowCountOf(output); row++) {
              const wasMissing = from.some((input) => isMissingAt(input, row));
              const isMissing = isMissingAt(output, row);
              if (kind.missing === "FILLS" ? isMissing : kind.missing === "KEEPS" ? isMissing !== wasMissing : wasMissing && !isMissing)
                throw new Error(`Output ${at} of row ${row}: missing ${isMissing}, inputs missing ${wasMissing}.`);
            }
          });
      }
    }
  });

  test("refuses parameters that it does not know", () => {
    expect(() => kind.parse({ ...kind.example, nonsense: 1 })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", context: { path: ["params"] } }),
    );
  });
});

/** A fit on rows that say nothing either works or is refused in words; it never gives a state that makes NaN. */
function fitsIfAllowed(kind: Transform, setting: Setting): ReturnType<Transform["fit"]>[] {
  try {
    return [fitOf(kind, setting)];
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return [];
  }
}

test("an unknown transform names the nearest", () => {
  expect(() => transform("one-hott")).toThrow("did you mean 'one-hot'?");
});

test("names are distinct", () => {
  expect(new Set(transforms.map(({ name }) => name)).size).toBe(transforms.length);
});
