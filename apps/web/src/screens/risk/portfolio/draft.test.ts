import { expect, test } from "vitest";
import { newPortfolioDraft, readPortfolio } from "./draft.ts";

const column = (name: string, type: "DATE" | "FLOAT" | "STRING", min: number | null) =>
  ({
    name,
    type,
    position: 0,
    missingCount: name === "B" ? 2 : 0,
    distinctCount: 9,
    distinctExact: true,
    min,
    max: 9,
    mean: 1,
    std: 1,
    hints: [],
    quantiles: [],
    topValues: [],
    histogram: [],
  }) as const;
const dataset = {
  id: "ds_1",
  name: "prices",
  status: "READY" as const,
  byteSize: 1,
  fileName: "p.csv",
  createdAt: "2024-01-01",
  rowCount: 9,
  duplicateRowCount: 0,
  error: null,
  run: null,
  protectedAttributes: [],
  columns: [column("day", "DATE", 0), column("A", "FLOAT", 1), column("B", "FLOAT", 2), column("note", "STRING", null)].map((entry) => ({
    ...entry,
    hints: [],
    quantiles: [],
    topValues: [],
    histogram: [],
  })),
};
const entry = (name: string) => ({ name, title: name, description: "", params: { type: "object", properties: {} } });
const methods = {
  portfolioMethods: [entry("equal-weight"), entry("minimum-variance"), entry("risk-parity")],
  covarianceEstimators: [entry("sample")],
  positionMethods: [entry("filtered-historical")],
};

test("the form proposes prices, the time column, gaps left out, and methods that exist", () => {
  const draft = newPortfolioDraft(dataset, methods);
  expect(draft.series).toMatchObject({ timeColumn: "day", columns: ["A", "B"], values: "PRICES", missing: "DROP" });
  const { input, problems } = readPortfolio(draft, "ds_1", methods);
  expect(problems).toEqual({});
  expect(input).toMatchObject({
    datasetId: "ds_1",
    timeColumn: "day",
    assets: ["A", "B"],
    frontierPoints: 25,
    allocation: { method: { name: "minimum-variance" }, constraints: { sum: 1, lower: 0, upper: 1 }, periodsPerYear: 252 },
    walkForward: { methods: [{ method: { name: "minimum-variance" } }, { method: { name: "risk-parity" } }], costRate: 0.001 },
    book: {
      positions: [
        { asset: "A", amount: 100_000 },
        { asset: "B", amount: 100_000 },
      ],
      alphas: [0.95, 0.975, 0.99],
      horizon: 1,
    },
  });
  expect(input).not.toHaveProperty("held");
});

test("only what is asked is sent; bounds, groups and scenarios are read from what was typed", () => {
  const draft = newPortfolioDraft(dataset, methods);
  const { input, problems } = readPortfolio(
    {
      ...draft,
      asks: { allocation: true, walkForward: false, book: true },
      assets: { A: { position: "-5", held: "0.4", lower: "", upper: "0.3" } },
      groups: [{ name: "tech", assets: "A, B", lower: "", upper: "0.5" }],
      stress: [
        { kind: "HISTORICAL", name: "crash", from: "2008-09-01", to: "2008-11-30" },
        { kind: "SHOCK", name: "fall", shocks: "A -0.3\nB: -0.1", others: "CONDITIONAL" },
      ],
    },
    "ds_1",
    methods,
  );
  expect(problems).toEqual({});
  expect(input).not.toHaveProperty("walkForward");
  expect(input.held).toEqual([{ asset: "A", weight: 0.4 }]);
  expect(input.allocation?.constraints).toMatchObject({
    bounds: [{ asset: "A", upper: 0.3 }],
    groups: [{ name: "tech", assets: ["A", "B"], upper: 0.5 }],
  });
  expect(input.book).toMatchObject({
    positions: [{ asset: "A", amount: -5 }],
    historicalStress: [{ name: "crash", from: "2008-09-01", to: "2008-11-30" }],
    shockStress: [
      {
        name: "fall",
        shocks: [
          { asset: "A", change: -0.3 },
          { asset: "B", change: -0.1 },
        ],
        others: "CONDITIONAL",
      },
    ],
  });
});

test("what cannot be read is told at its field before anything is sent", () => {
  const draft = newPortfolioDraft(dataset, methods);
  const { problems } = readPortfolio(
    {
      ...draft,
      window: "many",
      compared: [],
      assets: { A: { position: "x", held: "", lower: "", upper: "" } },
      stress: [{ kind: "SHOCK", name: "", shocks: "A", others: "ZERO" }],
    },
    "ds_1",
    methods,
  );
  expect(Object.keys(problems).sort()).toEqual([
    "assets.A.position",
    "book.positions",
    "stress.0.name",
    "stress.0.shocks",
    "walkForward.methods",
    "walkForward.window",
  ]);
});
