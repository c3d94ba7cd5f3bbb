import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { murmur3 } from "./murmur.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { fitApply, fitted, numbers, numeric, textColumn, texts } from "./testing/run.ts";

type Cells = (number | null)[][];
interface Golden {
  x: number[];
  signed: number[];
  later: number[];
  scale: { transform: string; params: Record<string, unknown>; column: "x" | "signed"; expected: number[] }[];
  lambda: Record<string, number>;
  matrix: number[][];
  gaps: Cells;
  knn: { params: Record<string, unknown>; expected: Cells }[];
  pca: { params: Record<string, unknown>; variances: number[]; shares: number[]; expected: number[][] }[];
  polynomial: { params: Record<string, unknown>; names: string[]; expected: number[][] }[];
  vif: number[];
  eigen: { matrix: number[]; values: number[] };
  target: {
    levels: string[];
    cases: { task: "BINARY" | "REGRESSION" | "MULTICLASS"; smoothing: number | null; y: number[]; expected: number[][] }[];
  };
  text: {
    docs: string[];
    tfidf1: { terms: string[]; expected: number[][] };
    tfidf2: { terms: string[]; expected: number[][] };
    hashing: number[][];
  };
  hash: { words: string[]; murmur: number[]; expected: number[][] };
}
/** scikit-learn's own answers; the file says how they were computed. */
const golden = JSON.parse(readFileSync(new URL("./golden/sklearn.json", import.meta.url), "utf8")) as Golden;

/** The largest distance between two tables of cells, relative where they are large; a cell that is missing in one only is infinitely far. */
function distance(found: readonly (readonly (number | string | null)[])[], expected: Cells): number {
  expect(found.map((cells) => cells.length)).toEqual(expected.map((cells) => cells.length));
  return Math.max(
    ...found.flatMap((cells, j) =>
      cells.map((cell, i) => {
        const wanted = expected[j]?.[i] ?? null;
        if (cell === null || wanted === null) return cell === wanted ? 0 : Number.POSITIVE_INFINITY;
        return Math.abs(Number(cell) - wanted) / Math.max(1, Math.abs(wanted));
      }),
    ),
  );
}

test.each(golden.scale)("$transform $params on $column equals scikit-learn's", ({ transform: name, params, column, expected }) => {
  const found = fitApply(name, [numbers(...golden[column])], { params, later: [numbers(...golden.later)] });
  // The likeliest power is found to about 1e-7 by either side, everything else to rounding.
  expect(distance(found, [expected])).toBeLessThan(name.includes("-scale") ? 1e-12 : 1e-5);
});

test("the powers of greatest likelihood equal scikit-learn's to 1e-5", () => {
  const lambda = (name: string, column: readonly number[]) => (fitted(name, [numbers(...column)]).state as { lambda: number }).lambda;
  expect(Math.abs(lambda("box-cox", golden.x) - (golden.lambda["box-cox"] ?? 0))).toBeLessThan(1e-5);
  expect(Math.abs(lambda("yeo-johnson", golden.signed) - (golden.lambda["yeo-johnson"] ?? 0))).toBeLessThan(1e-5);
});

const columnsOf = (cells: Cells) => cells.map((column, j) => numeric(["a", "b", "c", "d"][j] ?? "", "FLOAT", column));

test.each(golden.knn)("impute-knn $params equals scikit-learn's KNNImputer to 1e-12", ({ params, expected }) => {
  expect(distance(fitApply("impute-knn", columnsOf(golden.gaps), { params }), expected)).toBeLessThan(1e-12);
});

test.each(golden.pca)(
  "pca $params equals scikit-learn's, its signs by the largest loading, to 1e-9",
  ({ params, variances, shares, expected }) => {
    const { state, outputs } = fitted("pca", columnsOf(golden.matrix), { params });
    const found = state as { variances: number[]; shares: number[] };
    // scikit-learn standardises with ddof 0 and measures variance with ddof 1, as we do.
    expect(distance([found.variances, found.shares], [variances, shares])).toBeLessThan(1e-9);
    expect(
      distance(
        outputs.map((output) => (output.type === "STRING" ? [] : [...output.values])),
        expected,
      ),
    ).toBeLessThan(1e-9);
  },
);

test.each(golden.polynomial)("polynomial $params gives scikit-learn's terms in its order", ({ params, names, expected }) => {
  const inputs = columnsOf(golden.matrix.slice(0, 3).map((column) => column.slice(0, 5)));
  const found = fitted("polynomial", inputs, { params });
  expect(found.names).toEqual(names);
  expect(
    distance(
      found.outputs.map((output) => (output.type === "STRING" ? [] : [...output.values])),
      expected,
    ),
  ).toBeLessThan(1e-14);
});

test("variance inflation factors equal the diagonal of the inverted correlation matrix to 1e-6", () => {
  const { state } = fitted("select-vif", columnsOf(golden.matrix), { params: { maxVif: 1e6 } });
  const found = (state as { verdicts: { value: number }[] }).verdicts.map(({ value }) => value);
  expect(distance([found], [golden.vif])).toBeLessThan(1e-6);
});

describe("eigenvalues of a symmetric matrix", () => {
  const n = 12;
  const matrix = Float64Array.from(golden.eigen.matrix);
  const { values, vectors } = symmetricEigen(matrix, n);

  test("equal numpy's to 1e-12", () => {
    expect(distance([[...values]], [golden.eigen.values])).toBeLessThan(1e-12);
  });

  test("have vectors with A v = lambda v and v v' = I to 1e-12", () => {
    for (let k = 0; k < n; k++) {
      const v = vectors.subarray(k * n, (k + 1) * n);
      for (let i = 0; i < n; i++) {
        const image = v.reduce((sum, entry, j) => sum + (matrix[i * n + j] as number) * entry, 0);
        expect(Math.abs(image - (values[k] as number) * (v[i] as number))).toBeLessThan(1e-12 * 50);
        const inner = v.reduce((sum, entry, j) => sum + entry * (vectors[i * n + j] as number), 0);
        expect(Math.abs(inner - Number(i === k))).toBeLessThan(1e-12);
      }
    }
  });

  test("of a diagonal, a zero and a repeated spectrum come out whole", () => {
    expect([...symmetricEigen(Float64Array.of(2, 0, 0, 5), 2).values]).toEqual([5, 2]);
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
    const repeated = symmetricEigen(Float64Array.of(3, 1, 1, 1, 3, 1, 1, 1, 3), 3).values;
    expect(distance([[...repeated]], [[5, 2, 2]])).toBeLessThan(1e-14);
  });
});

test.each(golden.target.cases)("target-encode $task with smoothing $smoothing equals scikit-learn's on other rows to 1e-12", (given) => {
  const { task, smoothing, y, expected } = given;
  const later = textColumn("x", ["a", "b", "c", "d", "zzz"]);
  const found = fitApply("target-encode", [texts(...golden.target.levels)], {
    params: smoothing === null ? {} : { smoothing },
    later: [later],
    target: { task, values: y, labels: task === "MULTICLASS" ? ["p", "q", "r"] : [] },
  });
  expect(distance(found, expected)).toBeLessThan(1e-12);
});

test.each([1, 2] as const)("tf-idf of runs of up to %i words equals scikit-learn's to 1e-12", (ngrams) => {
  const { terms, expected } = golden.text[`tfidf${ngrams}`];
  const { names, outputs } = fitted("tf-idf", [texts(...golden.text.docs)], { params: { ngrams, minRows: 1, maxTerms: 1000 } });
  expect(names.toSorted()).toEqual(terms.map((term) => `x: ${term}`).toSorted());
  const columnOf = new Map(names.map((name, at) => [name, outputs[at]]));
  const found = terms.map((term) => {
    const column = columnOf.get(`x: ${term}`);
    return column && column.type !== "STRING" ? [...column.values] : [];
  });
  expect(distance(found, expected)).toBeLessThan(1e-12);
});

test("text-hash equals scikit-learn's HashingVectorizer to 1e-12", () => {
  const found = fitApply("text-hash", [texts(...golden.text.docs)], { params: { buckets: 8, ngrams: 2 } });
  expect(distance(found, golden.text.hashing)).toBeLessThan(1e-12);
});

test("hash equals scikit-learn's murmur hash and FeatureHasher for any text", () => {
  expect(golden.hash.words.map((word) => murmur3(word))).toEqual(golden.hash.murmur);
  expect(fitApply("hash", [texts(...golden.hash.words)], { params: { buckets: 16 } })).toEqual(golden.hash.expected);
});
