import { createRng, fitPipeline, referenceTable, type Table } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import type { Predictor } from "../training/predictor.ts";
import { explainedModel } from "./attributions.ts";
import { byFeature, explainedFeatures, featureMap } from "./features.ts";
import { mappedReasons, mappingGaps, parseReasonMapping } from "./reason-mapping.ts";
import { reasonQuality, shaken, withReferences } from "./reason-quality.ts";
import { reasonValues } from "./reason-values.ts";
import { principalReasons } from "./reasons.ts";

const features = ["a", "b", "c", "d", "e"].map((name) => ({ name, columns: [name] }));
const attributions = { features, values: Float64Array.of(0.5, -2, 0, 1, 0.005, 3, 2, 1, 0.5, 0.4) };

describe("principal reasons", () => {
  const names = (row: number, direction: "RAISING" | "EITHER") =>
    principalReasons(attributions, row, direction).map(({ feature }) => feature.name);

  it("of a decline raise the score, strongest first, without what hardly did anything", () => {
    expect(names(0, "RAISING")).toEqual(["d", "a"]);
  });
  it("otherwise go by size, either way", () => {
    expect(names(0, "EITHER")).toEqual(["b", "d", "a"]);
  });
  it("are four at most", () => {
    expect(names(1, "RAISING")).toEqual(["a", "b", "c", "d"]);
  });
});

const mapping = parseReasonMapping({
  version: "2026-1",
  reasons: [
    {
      feature: "PAY",
      code: "D20",
      raises: [
        { language: "en", text: "Payments were late: {value} months behind, usual {reference}" },
        { language: "de", text: "Zahlungsrückstand: {value} Monate" },
      ],
    },
    { feature: "AGE", raises: [{ language: "en", text: "Age" }], lowers: [{ language: "en", text: "Age helps" }] },
  ],
});
const values = () => ({ value: "2", reference: "0" });
const reason = (name: string, contribution = 1) => ({ feature: { name, columns: [name] }, contribution });

describe("a mapping of reasons", () => {
  it("speaks each language, with the values a sentence asks for, and the lender's code", () => {
    expect(mappedReasons(mapping, "en", [reason("PAY"), reason("AGE", -0.5)], values)).toEqual([
      { feature: "PAY", code: "D20", text: "Payments were late: 2 months behind, usual 0", contribution: 1 },
      { feature: "AGE", code: null, text: "Age helps", contribution: -0.5 },
    ]);
    expect(mappedReasons(mapping, "de", [reason("PAY")], values)[0]?.text).toBe("Zahlungsrückstand: 2 Monate");
  });

  it.each([
    ["a feature it does not have", "en", reason("INCOME"), "no sentence in 'en' for feature 'INCOME'"],
    ["a language it does not speak", "de", reason("AGE"), "no sentence in 'de' for feature 'AGE'"],
    ["a direction it has no words for", "en", reason("PAY", -1), "where it lowers the score"],
  ])("refuses %s instead of making something up", (_what, language, given, message) => {
    expect(() => mappedReasons(mapping, language, [given], values)).toThrow(
      expect.objectContaining({ code: "UNMAPPED_REASON", message: expect.stringContaining(message) }),
    );
  });

  it("tells beforehand what it lacks for a model", () => {
    const of = ["PAY", "AGE", "INCOME"].map((name) => ({ name, columns: [name] }));
    expect(mappingGaps(mapping, of, ["en", "de"])).toEqual([
      { feature: "AGE", languages: ["de"] },
      { feature: "INCOME", languages: ["en", "de"] },
    ]);
  });

  it("a sentence that quotes a value full of placeholders or dollar signs quotes it as it is", () => {
    const [spoken] = mappedReasons(mapping, "en", [reason("PAY")], () => ({ value: "{reference} $& $1", reference: "0" }));
    expect(spoken?.text).toBe("Payments were late: {reference} $& $1 months behind, usual 0");
  });

  it.each([
    ["two entries of one feature", { version: "1", reasons: [mapping.reasons[0], mapping.reasons[0]] }, "a feature is named twice"],
    ["no language", { version: "1", reasons: [{ feature: "a", raises: [] }] }, "reasons.0.raises"],
    ["a language that is no tag", { version: "1", reasons: [{ feature: "a", raises: [{ language: "english!", text: "x" }] }] }, "language"],
  ])("with %s is refused", (_what, given, message) => {
    expect(() => parseReasonMapping(given)).toThrow(message);
  });
});

/** Log-odds = late + income / 2 on scaled columns, city without effect. */
function creditModel() {
  const rng = createRng(5);
  const n = 300;
  const table: Table = {
    rowCount: n,
    columns: [
      { name: "late_1", type: "INTEGER", values: Float64Array.from({ length: n }, () => rng.int(5)) },
      { name: "late_2", type: "INTEGER", values: Float64Array.from({ length: n }, () => rng.int(5)) },
      { name: "income", type: "FLOAT", values: Float64Array.from({ length: n }, () => 100 + 20 * rng.normal()) },
      { name: "city", type: "STRING", codes: Int32Array.from({ length: n }, () => rng.int(3)), dictionary: ["A", "B", "C"] },
    ],
  };
  const columns = table.columns.map(({ name, type }) => ({ name, type }));
  const sequence = { groups: [{ name: "late", columns: ["late_1", "late_2"] }] };
  const pipeline = fitPipeline(
    { columns, sequence },
    table,
    Int32Array.from({ length: n }, (_row, i) => i),
  );
  const width = pipeline.nSteps * pipeline.nFeatures;
  const weights = Float64Array.from(
    { length: width },
    (_weight, at) => ({ late: 1, income: -0.25 })[pipeline.featureNames[at % pipeline.nFeatures] ?? ""] ?? 0,
  );
  const margins = (x: Float32Array, count: number) =>
    Float64Array.from({ length: count }, (_margin, i) =>
      weights.reduce((sum, weight, j) => sum + weight * (x[i * width + j] as number), 0),
    );
  const predictor = {
    nSteps: pipeline.nSteps,
    nFeatures: pipeline.nFeatures,
    target: { task: "BINARY" },
    margins,
    marginGradients: (x: Float32Array, count: number) => ({
      margins: margins(x, count),
      gradients: Float32Array.from({ length: x.length }, (_g, at) => weights[at % width] as number),
    }),
  } as unknown as Predictor;
  const background = { rows: new Float32Array(width), n: 1, weights: Float64Array.of(1) };
  return { table, pipeline, predictor, model: explainedModel(predictor, pipeline, background) };
}

describe("features of a pipeline", () => {
  const { pipeline, model } = creditModel();

  it("are sequence groups first, then the other columns; encoded values add up to theirs", () => {
    expect(explainedFeatures(pipeline).map(({ name, columns }) => [name, ...columns])).toEqual([
      ["late", "late_1", "late_2"],
      ["income", "income"],
      ["city", "city"],
    ]);
    const { owners } = featureMap(pipeline);
    const encoded = Float64Array.from({ length: owners.length }, (_value, at) => at + 1);
    const sums = byFeature(model.map, encoded, 1);
    expect(sums.reduce((sum, value) => sum + value, 0)).toBe((owners.length * (owners.length + 1)) / 2);
  });

  it("a value made of two features is shared between them", () => {
    const two = { features: explainedFeatures(pipeline), owners: [[0, 1], [2]], encoded: [[0], [0], [1]] };
    expect([...byFeature(two, Float64Array.of(3, 5), 1)]).toEqual([1.5, 1.5, 5]);
  });
});

describe("quality of reasons", () => {
  const { table, pipeline, predictor, model } = creditModel();
  const decide = (x: Float32Array, n: number) => {
    const score = predictor.margins(x, n);
    return { score, isDeclined: (at: number) => (score[at] as number) >= 1 };
  };
  const declines = Int32Array.from({ length: table.rowCount }, (_row, i) => i).filter((i) => {
    const one = {
      rowCount: 1,
      columns: table.columns.map((column) =>
        column.type === "STRING"
          ? { ...column, codes: column.codes.slice(i, i + 1) }
          : { ...column, values: column.values.slice(i, i + 1) },
      ),
    };
    return (
      (one.columns[0]?.type !== "STRING" && one.columns[1]?.type !== "STRING"
        ? (one.columns[0]?.values[0] ?? 0) + (one.columns[1]?.values[0] ?? 0)
        : 0) >= 7
    );
  });

  it("of a plain model is stable and honest: moving what is named lowers every score", async () => {
    const quality = await reasonQuality(model, table, declines, decide);
    expect(quality).toMatchObject({ nDeclines: declines.length, deletion: 1, passes: true, noise: 0.01 });
    expect(quality.topStable).toBeGreaterThan(0.95);
  });

  it("is not passed by a model whose reasons are drawn at random", async () => {
    const rng = createRng(2);
    const gradients = (x: Float32Array, n: number) => ({
      margins: predictor.margins(x, n),
      gradients: Float32Array.from(x, () => rng.normal()),
    });
    const noisy = explainedModel({ ...predictor, marginGradients: gradients }, pipeline, model.background);
    expect((await reasonQuality(noisy, table, declines, decide)).passes).toBe(false);
  });

  it("has no value without a decline, and stops after an abort", async () => {
    await expect(reasonQuality(model, table, new Int32Array(0), decide)).rejects.toThrow("No row is declined");
    await expect(reasonQuality(model, table, declines, decide, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "CANCELLED",
    });
  });

  it("noise moves numbers alone, and references replace only what a row names", () => {
    const moved = shaken(table, 0.01, createRng(1));
    expect(moved.columns[3]).toBe(table.columns[3]);
    const [before, after] = [table.columns[2], moved.columns[2]];
    if (before?.type !== "FLOAT" || after?.type !== "FLOAT") throw new Error("income is a number");
    after.values.forEach((value, i) => {
      expect(Math.abs(value / (before.values[i] as number) - 1)).toBeLessThanOrEqual(0.01);
    });
    const named = withReferences(
      table,
      [[{ name: "city", columns: ["city"] }], ...new Array(table.rowCount - 1).fill([])],
      referenceTable(pipeline),
    );
    const values = reasonValues(pipeline);
    expect(values(named, 0, { name: "city", columns: ["city"] }).value).toBe(
      values(named, 0, { name: "city", columns: ["city"] }).reference,
    );
    expect(named.columns[2]).toEqual(table.columns[2]);
  });
});
