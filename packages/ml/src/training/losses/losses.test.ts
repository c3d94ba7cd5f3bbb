import { createRng } from "@plimsoll/features";
import { LOSSES } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { lossNamed, taskLoss } from "../../testing/loss.ts";
import { losses } from "./index.ts";
import { quantileLevels } from "./quantile.ts";

const none = new Float32Array();
const N_INPUTS = 4;
const isNumber = (task: string) => task === "REGRESSION" || task === "FORECAST";
const cases = losses.flatMap((loss) => loss.tasks.map((task) => [`${loss.name} of ${task}`, loss, task] as const));

it("has one entry for each name", () => {
  expect(losses.map(({ name }) => name)).toEqual(LOSSES);
});

describe.each(cases)("%s", (_title, { name }, task) => {
  const options = { FOCAL: { focalGamma: 1.5 }, QUANTILE: { quantiles: [0.9, 0.05] } }[name as string] ?? {};
  const loss = lossNamed(task, name, options);
  const n = 5;
  const k = loss.nOutputs;
  const rng = createRng(2);
  const logits = Float32Array.from({ length: n * k }, () => 3 * rng.normal());
  const number = () => (name === "QLIKE" ? Math.abs(rng.normal()) : rng.normal());
  const y = Float32Array.from({ length: n }, (_value, i) => (isNumber(task) ? number() : i % (task === "MULTICLASS" ? 3 : 2)));
  const weight = Float32Array.of(1, 2, 0.5, 0, 1);
  const input = Float32Array.from({ length: n * N_INPUTS }, () => rng.normal());

  it("has the gradient that central differences give", () => {
    const gradient = new Float32Array(n * k);
    const rows = { n, y, weight, input };
    loss.evaluate(logits, rows, gradient);
    logits.forEach((_value, at) => {
      const step = 2 ** -9;
      const shifted = (by: number) =>
        loss.evaluate(
          logits.map((value, i) => (i === at ? value + by : value)),
          rows,
        ) / n;
      const slope = (shifted(step) - shifted(-step)) / (2 * step);
      // 1e-4 absolute and relative: the step's own error is about step^2, and float32 logits move by a rounded step.
      expect(Math.abs((gradient[at] as number) - slope)).toBeLessThan(1e-4 * Math.max(1, Math.abs(slope)));
    });
  });

  it("a weight of 2 counts as the same row twice, one of 0 as none", () => {
    const twice = [0, 1, 1, 4];
    const rowsOf = (values: Float32Array, width: number) =>
      Float32Array.from(twice.flatMap((i) => [...values.subarray(i * width, (i + 1) * width)]));
    const repeated = { n: 4, y: rowsOf(y, 1), weight: null, input: rowsOf(input, N_INPUTS) };
    const weighted = { n, y, weight: Float32Array.of(1, 2, 0, 0, 1), input };
    // RANKING weighs pairs by products and averages over them, so that its sum goes with the number of rows.
    const share = name === "RANKING" ? 0 : 1;
    // 1e-12 relative: the same terms in another order.
    if (share === 1) expect(loss.evaluate(logits, weighted)).toBeCloseTo(loss.evaluate(rowsOf(logits, k), repeated), 12);
    else expect(loss.evaluate(logits, { ...weighted, weight: new Float32Array(n) })).toBe(0);
  });

  it("pools members into the outputs whose prediction is the mean of theirs", () => {
    const members = 3;
    const all = Float32Array.from({ length: members * n * k }, () => 3 * rng.normal());
    if (name === "QUANTILE") for (let row = 0; row < members * n; row++) all.subarray(row * k, (row + 1) * k).sort();
    const pooled = loss.pool(all, members, n);
    const each = Array.from({ length: members }, (_member, m) => all.subarray(m * n * k, (m + 1) * n * k));
    // A reconstruction's prediction is an error, not the copy: there the copies themselves are averaged.
    const read = (outputs: Float32Array) => (loss.condense ? outputs : loss.predict(outputs, n));
    const wanted = each.map(read);
    // 1e-6 of the value: float32.
    read(pooled).forEach((value, i) => {
      const mean = wanted.reduce((sum, own) => sum + (own[i] as number), 0) / members;
      expect(Math.abs(value - mean)).toBeLessThan(1e-6 * Math.max(1, Math.abs(mean)));
    });
  });

  it("never gives NaN, however large the outputs", () => {
    for (const size of [1e15, -1e15]) {
      const gradient = new Float32Array(n * k);
      expect(Number.isFinite(loss.evaluate(new Float32Array(n * k).fill(size), { n, y, weight: null, input }, gradient))).toBe(true);
      expect(gradient.some(Number.isNaN)).toBe(false);
    }
    for (const size of [1e30, -1e30]) expect(loss.predict(new Float32Array(n * k).fill(size), n).some(Number.isNaN)).toBe(false);
  });
});

describe("losses by hand", () => {
  const at = (y: number[], weight: Float32Array | null = null) => ({ n: y.length, y: Float32Array.from(y), weight, input: none });

  it("binary: ln 2 for a logit of 0, and z - y z + ln(1 + e^-z) for z = 2, y = 0", () => {
    const loss = taskLoss("BINARY");
    // 1e-12 relative.
    expect(loss.evaluate(Float32Array.of(0, 2), at([1, 0]))).toBeCloseTo(Math.LN2 + 2 + Math.log(1 + Math.exp(-2)), 12);
    expect(loss.countCorrect?.(Float32Array.of(0, 2), at([1, 0]))).toBe(1);
  });

  it("categorical: ln 3 for equal logits, and probabilities that add up to one", () => {
    const loss = taskLoss("MULTICLASS");
    expect(loss.evaluate(new Float32Array(3), at([2]))).toBeCloseTo(Math.log(3), 12);
    const sum = loss.predict(Float32Array.of(1, 2, 300), 1).reduce((total, p) => total + p, 0);
    expect(sum).toBeCloseTo(1, 6);
  });

  it("focal: (1/4) ln 2 for p = 1/2 and gamma 2; with alpha a positive row weighs alpha, the other 1 - alpha; gamma 0 is cross-entropy", () => {
    expect(lossNamed("BINARY", "FOCAL").evaluate(Float32Array.of(0), at([1]))).toBeCloseTo(Math.LN2 / 4, 12);
    const weighted = lossNamed("BINARY", "FOCAL", { focalAlpha: 0.25 });
    expect(weighted.evaluate(Float32Array.of(0, 0), at([1, 0]))).toBeCloseTo(((0.25 + 0.75) * Math.LN2) / 4, 12);
    const logits = Float32Array.of(1, -2, 0.5);
    const plain = lossNamed("MULTICLASS", "FOCAL", { focalGamma: 0 });
    expect(plain.evaluate(logits, at([1]))).toBeCloseTo(taskLoss("MULTICLASS").evaluate(logits, at([1])), 12);
  });

  it("ranking: half the cross-entropy and half the pairs' mean; outputs that only shift keep the pairs' part", () => {
    const logits = Float32Array.of(1, 0, -1);
    const rows = at([1, 0, 0]);
    const pairs = (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(-2))) / 2;
    const entropy = (by: number) =>
      taskLoss("BINARY").evaluate(
        logits.map((z) => z + by),
        rows,
      );
    for (const by of [0, 2])
      expect(
        lossNamed("BINARY", "RANKING").evaluate(
          logits.map((z) => z + by),
          rows,
        ),
      ).toBeCloseTo(0.5 * entropy(by) + 0.5 * 3 * pairs, 6);
    expect(lossNamed("BINARY", "RANKING").evaluate(logits, at([1, 1, 1]))).toBeCloseTo(
      0.5 * taskLoss("BINARY").evaluate(logits, at([1, 1, 1])),
      12,
    );
  });

  it("ranking: a batch of many pairs takes even shares of them and stays near the mean of all", () => {
    const n = 4000;
    const rng = createRng(5);
    const y = Array.from({ length: n }, (_row, i) => i % 2);
    const z = Float32Array.from(y, (label) => label + rng.normal());
    const loss = lossNamed("BINARY", "RANKING", { rankingWeight: 0.999999 });
    let all = 0;
    for (let i = 1; i < n; i += 2) for (let j = 0; j < n; j += 2) all += Math.log(1 + Math.exp((z[j] as number) - (z[i] as number)));
    // 1 % of the mean: one pair of sixteen is taken.
    expect(loss.evaluate(z, at(y)) / n / (all / (n / 2) ** 2)).toBeCloseTo(1, 2);
  });

  it("huber: r^2 / 2 within delta, delta (|r| - delta / 2) beyond", () => {
    expect(lossNamed("REGRESSION", "HUBER").evaluate(Float32Array.of(0.5, 3), at([0, 0]))).toBeCloseTo(0.125 + 2.5, 12);
    expect(lossNamed("REGRESSION", "HUBER", { huberDelta: 2 }).evaluate(Float32Array.of(3), at([0]))).toBeCloseTo(4, 12);
  });

  it("quantile: the median is always an output, ascending, and an error below q costs q of it, one above 1 - q", () => {
    expect(quantileLevels([0.99, 0.01])).toEqual([0.01, 0.5, 0.99]);
    const loss = lossNamed("FORECAST", "QUANTILE", { quantiles: [0.9] });
    expect([loss.nOutputs, loss.quantiles]).toEqual([2, [0.5, 0.9]]);
    // y = 1: outputs 0 (r = 1, 0.5 of it) and 3 (r = -2, 0.1 of it), the mean of both.
    expect(loss.evaluate(Float32Array.of(0, 3), at([1]))).toBeCloseTo((0.5 + 0.2) / 2, 12);
    expect([...loss.predict(Float32Array.of(3, 1), 1)]).toEqual([1, 3]);
  });

  it("qlike: least where the forecast is the mean of the proxies, zeros among them", () => {
    const loss = lossNamed("REGRESSION", "QLIKE");
    const value = (h: number) => loss.evaluate(new Float32Array(3).fill(Math.log(Math.expm1(h))), at([0, 1, 5]));
    expect(value(2)).toBeLessThan(value(1.9));
    expect(value(2)).toBeLessThan(value(2.1));
    // 1e-5 absolute: the floor of 1e-6 and float32 logits.
    expect(Math.abs(value(2) / 3 - (Math.log(2) + 1))).toBeLessThan(1e-5);
    expect(loss.predict(Float32Array.of(-1e9), 1)[0]).toBeGreaterThan(0);
  });

  it("reconstruction: the root of the mean squared difference over the values of a row, which is the prediction too", () => {
    const loss = taskLoss("ANOMALY", {}, 2);
    const rows = { n: 1, y: Float32Array.of(0), weight: null, input: Float32Array.of(1, 2) };
    expect(loss.evaluate(Float32Array.of(1, 5), rows)).toBe(Math.sqrt(4.5));
    expect([...(loss.condense?.(Float32Array.of(1, 5), 1, rows.input) ?? [])]).toEqual([Math.fround(Math.sqrt(4.5))]);
  });

  it("reconstruction: the worst-copied share of a batch neither counts nor pulls", () => {
    const loss = taskLoss("ANOMALY", { trimShare: 0.5 }, 1);
    const rows = { n: 4, y: new Float32Array(4), weight: null, input: new Float32Array(4) };
    const gradient = new Float32Array(4).fill(9);
    // Errors 3, 1, 2, 8: rows 1 and 2 are kept, their mean is 1.5, and each pulls with sign(z) / 2.
    expect(loss.evaluate(Float32Array.of(3, -1, 2, 8), rows, gradient)).toBe(4 * 1.5);
    expect([...gradient]).toEqual([0, -0.5, 0.5, 0]);
  });

  it("a loss of another task is refused with those that the task has", () => {
    expect(() => lossNamed("REGRESSION", "FOCAL")).toThrow(/FOCAL is not for task REGRESSION.*SQUARED_ERROR, HUBER, QUANTILE, QLIKE/);
    expect(() => lossNamed("ANOMALY", "HUBER")).toThrow(/RECONSTRUCTION/);
  });
});
