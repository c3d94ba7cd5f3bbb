import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import type { Column } from "../table.ts";
import type { Verdict } from "./selection.ts";
import { binary, fitted, numeric, textColumn } from "./testing/run.ts";
import type { FitModel } from "./transform.ts";

const n = 1200;
const rng = createRng(21);
const base = Array.from({ length: n }, () => rng.normal());
const noise = Array.from({ length: n }, () => rng.normal());
const y = base.map((value) => Number(rng.next() < 1 / (1 + Math.exp(-1.5 * value))));
const columns: Column[] = [
  numeric("base", "FLOAT", base),
  numeric(
    "twin",
    "FLOAT",
    base.map((value) => 2 * value + 0.1 * rng.normal()),
  ),
  numeric("noise", "FLOAT", noise),
  numeric(
    "sum",
    "FLOAT",
    base.map((value, i) => value + (noise[i] as number)),
  ),
  numeric(
    "constant",
    "FLOAT",
    base.map(() => 3),
  ),
];
const verdictsOf = (name: string, inputs: readonly Column[], given: Parameters<typeof fitted>[2]) => {
  const { state, names } = fitted(name, inputs, given);
  return { verdicts: (state as { verdicts: Verdict[] }).verdicts, names };
};

describe("select-iv", () => {
  test("keeps what tells the classes apart, and says of the rest how little it does", () => {
    const { names, verdicts } = verdictsOf("select-iv", columns, { target: binary(...y) });
    expect(names).toEqual(expect.arrayContaining(["base", "twin", "sum"]));
    expect(names).not.toContain("constant");
    expect(verdicts[4]).toMatchObject({ column: "constant", value: 0, kept: false, reason: "information value 0.00 below 0.02" });
  });

  test("leaves out a column that knows the outcome, where asked", () => {
    const leak = numeric("leak", "FLOAT", y);
    const { names } = verdictsOf("select-iv", [columns[3] as Column, leak], { params: { maxIv: 3 }, target: binary(...y) });
    expect(names).toEqual(["sum"]);
  });
});

describe("select-correlation", () => {
  test("keeps the first of a cluster and names it", () => {
    const { names, verdicts } = verdictsOf("select-correlation", columns, {});
    expect(names).toEqual(["base", "noise", "sum", "constant"]);
    expect(verdicts[1]?.reason).toMatch(/^correlates 0\.99\d with 'base'$/);
  });

  test("or the one that correlates most with the target", () => {
    const reversed = [columns[1], columns[0]] as Column[];
    const blurred = numeric(
      "blurred",
      "FLOAT",
      base.map((value) => value + 0.3 * rng.normal()),
    );
    const { names } = verdictsOf("select-correlation", [blurred, ...reversed], { params: { prefer: "TARGET" }, target: binary(...y) });
    expect(names).toHaveLength(1);
    expect(names).not.toContain("blurred");
  });

  test("by ranks finds what a bent curve hides from values", () => {
    const bent = numeric(
      "bent",
      "FLOAT",
      base.map((value) => Math.exp(4 * value)),
    );
    const inputs = [columns[0] as Column, bent];
    expect(verdictsOf("select-correlation", inputs, {}).names).toHaveLength(2);
    expect(verdictsOf("select-correlation", inputs, { params: { method: "SPEARMAN" } }).names).toEqual(["base"]);
  });
});

test("select-vif leaves out a sum of others, though no pair of them correlates, and keeps a constant", () => {
  const inputs = [0, 2, 3, 4].map((at) => columns[at] as Column);
  const { names, verdicts } = verdictsOf("select-vif", inputs, {});
  expect(names).toEqual(["base", "noise", "constant"]);
  expect(verdicts[2]).toMatchObject({ column: "sum", reason: "variance inflation above 1,000,000, limit 10" });
  // What is left is all but uncorrelated.
  expect(verdicts[0]?.value).toBeCloseTo(1, 1);
});

describe("select-psi", () => {
  const time = numeric(
    "time",
    "DATE",
    Array.from({ length: n }, (_, i) => i * 86_400_000),
  );
  const drifting = numeric(
    "drifting",
    "FLOAT",
    noise.map((value, i) => value + (i < n / 2 ? 0 : 1)),
  );
  const regions = textColumn(
    "region",
    Array.from({ length: n }, (_, i) => (i < n / 2 ? "north" : i % 2 ? "north" : "south")),
  );

  test("leaves out what moved between the earlier and the later rows, text and gaps too", () => {
    const gaps = numeric(
      "gaps",
      "FLOAT",
      noise.map((value, i) => (i > n / 2 && i % 2 ? null : value)),
    );
    const { names, verdicts } = verdictsOf("select-psi", [columns[2] as Column, drifting, regions, gaps], {
      watched: [time],
      params: { by: "time" },
    });
    expect(names).toEqual(["noise"]);
    expect(verdicts[1]?.reason).toMatch(/^stability index \d\.\d+ above 0\.25$/);
  });

  test("goes by the named column and not by the rows' order", () => {
    const shuffled = createRng(9).shuffle(Array.from({ length: n }, (_, i) => i));
    const take = (column: Column) =>
      column.type === "STRING" ? column : { ...column, values: Float64Array.from(shuffled, (i) => column.values[i] as number) };
    expect(verdictsOf("select-psi", [take(columns[2] as Column), take(drifting)], {}).names).toHaveLength(2);
    expect(
      verdictsOf("select-psi", [take(columns[2] as Column), take(drifting)], { watched: [take(time)], params: { by: "time" } }).names,
    ).toEqual(["noise"]);
  });

  test("rows of one moment cannot be cut apart", () => {
    const once = numeric(
      "once",
      "DATE",
      Array.from({ length: n }, () => 0),
    );
    expect(() => verdictsOf("select-psi", columns, { watched: [once], params: { by: "once" } })).toThrow(
      /cannot be cut into earlier and later/,
    );
  });
});

describe("select-permutation", () => {
  /** Knows the truth: only the first column matters. */
  const truth: FitModel =
    ({ d }) =>
    (x, m) =>
      Float64Array.from({ length: m }, (_, i) => 1 / (1 + Math.exp(-1.5 * (x[i * d] as number))));

  test("keeps what the model misses when it is shuffled, with its importance and standard error", () => {
    const { names, verdicts } = verdictsOf("select-permutation", columns, { target: binary(...y), fitModel: truth });
    expect(names).toEqual(["base"]);
    expect(verdicts[0]?.value).toBeGreaterThan(5 * Number(verdicts[0]?.standardError));
    expect(verdicts[2]).toMatchObject({ value: 0, reason: "importance 0.00 not above 0" });
  });

  test("is refused where there is no model to ask", () => {
    expect(() => verdictsOf("select-permutation", columns, { target: binary(...y) })).toThrow(/Use it in a training run/);
  });
});

test("a selection that would leave nothing is refused with the reasons", () => {
  expect(() => verdictsOf("select-iv", [columns[4] as Column], { target: binary(...y) })).toThrow(
    /would leave none of its 1 columns: 'constant' \(information value 0.00 below 0.02\)/,
  );
});
