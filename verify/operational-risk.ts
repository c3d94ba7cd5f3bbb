/** Operational risk against itself and the literature: three ways to one capital, known parameters found again, Danish fire losses. */
import { readFileSync } from "node:fs";
import { createRng } from "@plimsoll/features";
import { fitSeverity, fourierAggregate, panjerAggregate, severityOf, simulateCapital, singleLossApproximation } from "@plimsoll/ml";
import { aboveThreshold } from "../packages/ml/src/risk/operational/severity/truncated.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const SETS = 4;
const SAMPLES = 200;
const LOSSES = 500;
const YEARS = 1_000_000;
const off = (actual: number, wanted: number) => Math.abs(actual / wanted - 1);
const percent = (share: number) => `${(100 * share).toFixed(3)} %`;

/** 99.9 % of Poisson-lognormal years, of parameters drawn by the seed. */
async function threeWays(seed: number): Promise<Check[]> {
  const rng = createRng(seed);
  const [mean, mu, sigma] = [1 + 29 * rng.next(), 7 + 3 * rng.next(), 1.8 + 1.2 * rng.next()];
  const model = { frequency: { name: "poisson", params: { mean } }, severity: { name: "lognormal", params: { mu, sigma } } };
  const panjer = await panjerAggregate(model);
  const fourier = fourierAggregate(model);
  const { gross } = await simulateCapital({ cells: [{ id: "cell", ...model }], years: YEARS, seed });
  const errors = (gross.valueAtRisk.value - fourier.valueAtRisk) / gross.valueAtRisk.standardError;
  const single = singleLossApproximation(model).valueAtRisk / fourier.valueAtRisk - 1;
  const name = `Poisson ${mean.toFixed(1)}, lognormal ${mu.toFixed(1)}, ${sigma.toFixed(2)}`;
  return [
    [
      `${name}: Panjer and Fourier agree within 0.5 %`,
      off(panjer.valueAtRisk, fourier.valueAtRisk) < 0.005,
      percent(off(panjer.valueAtRisk, fourier.valueAtRisk)),
    ],
    [`${name}: a million simulated years lie within three of their standard errors`, Math.abs(errors) < 3, errors.toFixed(2)],
    [`${name}: the single-loss approximation lies within 2 %`, Math.abs(single) < 0.02, percent(single)],
  ];
}

/** Whether 95 % intervals of fits above a threshold hold the truth in 95 % of samples. */
function recovery(name: string, truth: Record<string, number>, share: number, fixed: readonly string[] = []): Check[] {
  const at = severityOf(name).at(truth);
  const threshold = share === 1 ? 0 : at.upperQuantile(share);
  const given = Object.fromEntries(fixed.map((key) => [key, truth[key] as number]));
  const inside: Record<string, number> = {};
  let fitted = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const losses = Float64Array.from({ length: LOSSES }, aboveThreshold(at, threshold).sampler(createRng(1000 + sample)));
    const { params, standardErrors } = fitSeverity(name, { losses, thresholds: threshold }, given);
    if (!standardErrors) continue;
    fitted++;
    for (const [key, error] of Object.entries(standardErrors))
      inside[key] = (inside[key] ?? 0) + Number(Math.abs((params[key] as number) - (truth[key] as number)) < 1.96 * error);
  }
  return Object.entries(inside).map(([key, count]) => {
    const coverage = count / fitted;
    // Binomial(200, 0.95): 0.89 to 0.99 with a chance of 0.999; scales are skewed in samples this small.
    return [
      `${name}, ${percent(share)} reported: 95 % intervals of ${key} hold the truth`,
      coverage >= 0.89 && coverage <= 0.995,
      `${percent(coverage)} of ${fitted} samples`,
    ];
  });
}

/** The file may not be redistributed: the reader brings their own. */
function danishFire(path: string): Check[] {
  const losses = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => Number(line.split(",").at(-1)))
    .filter((loss) => loss > 10);
  const { params, standardErrors } = fitSeverity("generalised-pareto", { losses }, { threshold: 10 });
  const shape = params.shape as number;
  // McNeil (1997): shape 0.497 and scale 6.98 of 109 losses above 10 million kroner.
  return [
    ["Danish fire losses above 10 million: 109 losses", losses.length === 109, String(losses.length)],
    ["shape within 0.02 of 0.50", Math.abs(shape - 0.5) < 0.02, `${shape.toFixed(4)} (${standardErrors?.shape?.toFixed(3)})`],
    ["scale within 0.02 of 6.98", Math.abs((params.scale as number) - 6.98) < 0.02, params.scale?.toFixed(4)],
  ];
}

/** A bank's 56 cells. */
async function wholeBank(): Promise<Check[]> {
  const severities = [
    { name: "lognormal", params: { mu: 9, sigma: 2 } },
    { name: "generalised-pareto", params: { threshold: 0, scale: 10_000, shape: 0.5 } },
    { name: "weibull", params: { shape: 0.5, scale: 10_000 } },
    { name: "lognormal-pareto", params: { bodyMu: 9, bodySigma: 1.5, threshold: 100_000, tailShare: 0.05, scale: 80_000, shape: 0.4 } },
  ];
  const cells = Array.from({ length: 56 }, (_, i) => ({
    id: `cell ${i}`,
    frequency: { name: "poisson", params: { mean: 1 + (i % 7) } },
    severity: severities[i % 4],
  }));
  const checks: Check[] = [];
  for (const copula of ["INDEPENDENT", "T"]) {
    const started = performance.now();
    const { gross, cells: parts } = await simulateCapital({ cells, years: YEARS, dependence: { copula } });
    const seconds = (performance.now() - started) / 1000;
    const sum = parts.reduce((total, part) => total + part.allocatedShortfall, 0);
    checks.push([`56 cells, ${copula}: parts add up to the expected shortfall`, off(sum, gross.expectedShortfall.value) < 1e-9]);
    checks.push([
      `56 cells, ${copula}: a million years of 224 losses within four minutes`,
      seconds < 240,
      `${seconds.toFixed(1)} s`,
      "speed",
    ]);
  }
  return checks;
}

export async function run(seed: number, danish = process.env.PLIMSOLL_DANISH_FIRE ?? ""): Promise<boolean> {
  const checks: Check[] = [];
  for (let set = 0; set < SETS; set++) checks.push(...(await threeWays(seed + set)));
  checks.push(...recovery("lognormal", { mu: 9, sigma: 1.6 }, 1), ...recovery("lognormal", { mu: 9, sigma: 1.6 }, 0.6));
  checks.push(...recovery("generalised-pareto", { threshold: 0, scale: 1000, shape: 0.5 }, 1, ["threshold"]));
  checks.push(
    ...recovery("weibull", { shape: 0.7, scale: 5000 }, 0.8),
    ...recovery("pareto", { minimum: 100, index: 1.3 }, 1, ["minimum"]),
  );
  checks.push(...(await wholeBank()));
  if (danish) checks.push(...danishFire(danish));
  else process.stdout.write("The Danish fire losses are left out: name your file in PLIMSOLL_DANISH_FIRE.\n");
  return finish("operational-risk", checks);
}

if (isEntry(import.meta.url)) process.exit((await run(Number(process.argv[2] ?? 1))) ? 0 : 1);
