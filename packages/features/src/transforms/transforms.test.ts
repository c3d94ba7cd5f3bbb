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

/** Parameters where those of the example are not for every type. */
const PARAMS: Record<string, Partial<Record<ColumnType, Record<string, unknown>>>> = {
  "impute-constant": { INTEGER: { value: 0 }, FLOAT: { value: -1.5 }, BOOLEAN: { value: true }, STRING: { value: "none" } },
};

/** A target that the first column says something about. */
function targetOf(task: Task, first: Column): FitTarget {
  const rng = createRng(90);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const cells = first.type === "STRING" ? first.codes : first.values;
  const middle = mean(Float64Array.from(cells).filter((cell) => !Number.isNaN(cell)));
  const values = Float64Array.from(cells, (cell) => {
    const noise = rng.next();
    const isHigh = cell >= middle === noise < 0.8;
    return task === "BINARY" ? Number(isHigh) : task === "MULTICLASS" ? (isHigh ? rng.int(3) : 0) : Number(isHigh) + rng.normal();
  });
  return { task, values, labels: task === "BINARY" ? ["good", "bad"] : task === "MULTICLASS" ? ["a", "b", "c"] : [] };
}

/** Predicts the mean target on either side of the first column's mean: enough for a step that asks what a column is worth. */
const stump: FitModel = ({ x, y, n, d }) => {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const cells = Array.from({ length: n }, (_, i) => x[i * d] as number);
  const cut = mean(cells.filter((cell) => !Number.isNaN(cell)));
  const side = (isHigh: boolean) => mean([...y].filter((_, i) => (cells[i] as number) > cut === isHigh));
  const [low, high] = [side(false), side(true)];
  return (rows, m) => Float64Array.from({ length: m }, (_, i) => ((rows[i * d] as number) > cut ? high : low));
};

interface Setting {
  params: ReturnType<Transform["parse"]>;
  inputs: Column[];
  context: StepContext;
}

function settingOf(kind: Transform, type: ColumnType, task: Task | undefined, { missing = 0.1 } = {}): Setting {
  const params = kind.parse(PARAMS[kind.name]?.[type] ?? kind.example);
  const columnOf = (name: string, seed: number) => randomColumn(name, type, seed, { n: N, missing, positive: POSITIVE.has(kind.name) });
  const nInputs = kind.scope === "TOGETHER" ? 3 : 2;
  const inputs = Array.from({ length: nInputs }, (_, j) => columnOf(["a", "b", "c"][j] ?? "", j + 1));
  return {
    params,
    inputs,
    context: contextOf({
      also: kind.reads(params).map((name, j) => randomColumn(name, "STRING", 40 + j, { n: N, missing })),
      watched: kind.watches(params).map((name, j) => randomColumn(name, "DATE", 50 + j, { n: N, missing: 0 })),
      fitModel: stump,
      ...(task ? { target: targetOf(task, inputs[0] as Column) } : {}),
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
    const declared = kind.outputs(inputs, params, state, { also: context.also, task });
    const outputs = kind.open(params, state)(inputs, context.also);
    expect(outputs.map((output) => output.type === "STRING")).toEqual(declared.map((schema) => schema.type === "STRING"));
    expect(outputs.map(cellsOf)).toEqual(kind.open(params, again)(inputs, context.also).map(cellsOf));
    expect([inputs, context.also]).toEqual(copies);
    const planned = kind.plan(inputs, params, { also: context.also, task });
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
      const declared = kind.outputs(inputs, params, state, { also: context.also, task });
      for (const given of [setting, full]) {
        kind
          .open(params, state)(given.inputs, given.context.also)
          .forEach((output, at) => {
            const from = declared[at]?.from?.map((position) => given.inputs[position] as Column) ?? given.inputs;
            for (let row = 0; row < rowCountOf(output); row++) {
              const wasMissing = from.some((input) => isMissingAt(input, row));
              const isMissing = isMissingAt(output, row);
              const fills = kind.missing === "FILLS" || declared[at]?.filled === true;
              if (fills ? isMissing : kind.missing === "KEEPS" ? isMissing !== wasMissing : wasMissing && !isMissing)
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
