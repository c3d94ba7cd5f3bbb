import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { innovation, innovations } from "../../innovations/index.ts";
import { golden, percentReturns } from "../../testing/sp500.ts";
import { backcastOf } from "./backcast.ts";
import { egarchProcess } from "./egarch-process.ts";
import { garchLikelihood } from "./garch-likelihood.ts";
import { garchProcess } from "./garch-process.ts";

const { fixed_param_loglik: fixed } = golden;

it("the likelihood of S&P 500 at fixed parameters is that of the package arch", () => {
  const returns = percentReturns();
  const backcast = backcastOf(returns);
  expect(Math.abs(backcast - fixed.backcast)).toBeLessThan(1e-8);
  const { mu, omega, alpha, beta, nu } = fixed.params;
  const at = (name: string, shape: number[]) => {
    const likelihood = garchLikelihood(
      { process: garchProcess({ p: 1, o: 0, q: 1 }), innovation: innovation(name), mean: "constant" },
      returns,
      backcast,
    );
    return { value: likelihood.evaluate([mu, omega, alpha, beta, ...shape]), variance: likelihood.variance() };
  };
  const { value, variance } = at("normal", []);
  // 1e-5 absolute: the reference has six decimals.
  expect(Math.abs(value - fixed.loglik_normal)).toBeLessThan(1e-5);
  expect(Math.abs((variance[0] as number) - fixed.h_1)).toBeLessThan(1e-8);
  expect(Math.abs((variance[returns.length - 1] as number) - fixed.h_last)).toBeLessThan(1e-8);
  expect(Math.abs(at("t", [nu]).value - fixed.loglik_std_t)).toBeLessThan(1e-5);
});

const PROCESSES = {
  "ARCH(2)": { process: garchProcess({ p: 2, o: 0, q: 0 }), theta: [0.5, 0.2, 0.15] },
  "GARCH(1, 1)": { process: garchProcess({ p: 1, o: 0, q: 1 }), theta: [0.05, 0.08, 0.88] },
  "GJR(1, 1, 1)": { process: garchProcess({ p: 1, o: 1, q: 1 }), theta: [0.05, 0.03, 0.1, 0.85] },
  "GJR(2, 1, 2)": { process: garchProcess({ p: 2, o: 1, q: 2 }), theta: [0.05, 0.03, 0.02, 0.1, 0.5, 0.3] },
  "EGARCH(1, 1, 1)": { process: egarchProcess({ p: 1, o: 1, q: 1 }), theta: [0.01, 0.15, -0.1, 0.95] },
  "EGARCH(2, 2, 2)": { process: egarchProcess({ p: 2, o: 2, q: 2 }), theta: [0.01, 0.1, 0.07, -0.1, 0.04, 0.6, 0.3] },
};
const SHAPES: Record<string, number[]> = { normal: [], t: [6], "skew-t": [7, -0.2] };

describe.each(Object.entries(PROCESSES))("%s", (_name, { process, theta }) => {
  const rng = createRng(4);
  const returns = Float64Array.from({ length: 120 }, () => 0.05 + rng.normal());

  it.each(innovations.map((entry) => [entry.name, entry] as const))(
    "with %s errors has the gradient that central differences give",
    (name, entry) => {
      const likelihood = garchLikelihood({ process, innovation: entry, mean: "constant" }, returns, backcastOf(returns));
      const at = [0.03, ...theta, ...(SHAPES[name] ?? [])];
      const gradient = new Float64Array(at.length);
      likelihood.evaluate(at, gradient);
      const scores = likelihood.scores();
      at.forEach((_value, k) => {
        const step = 1e-5;
        const moved = (by: number) => likelihood.evaluate(at.map((value, i) => (i === k ? value + by : value)));
        const difference = (moved(step) - moved(-step)) / (2 * step);
        // 1e-5 relative: the difference's own error.
        expect(Math.abs(difference - (gradient[k] as number))).toBeLessThan(1e-5 * (1 + Math.abs(difference)));
        const sum = returns.reduce((total, _r, t) => total + (scores[t * at.length + k] as number), 0);
        expect(sum).toBeCloseTo(gradient[k] as number, 9);
      });
    },
  );

  it("goes on after the sample as the filter would with the errors in it", () => {
    const past = returns.subarray(0, 100);
    const backcast = backcastOf(past);
    const out = (n: number) => ({ variance: new Float64Array(n + 1), byParameter: [], byMean: new Float64Array(0) });
    const [whole, short] = [out(120), out(100)];
    process.filter(theta, returns, 120, backcast, whole, false);
    process.filter(theta, past, 100, backcast, short, false);
    const path = process.continuation(theta, { residuals: past, variance: short.variance, backcast });
    for (const round of [1, 2]) {
      if (round === 2) path.reset();
      for (let t = 100; t < 120; t++) {
        expect(path.variance()).toBeCloseTo(whole.variance[t] as number, 10);
        path.next((returns[t] as number) / Math.sqrt(whole.variance[t] as number));
      }
    }
  });
});
