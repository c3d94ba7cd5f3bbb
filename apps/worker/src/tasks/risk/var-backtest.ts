import { type BacktestReport, type MethodForecasts, studyVar, type VarStudy } from "@plimsoll/ml";
import type {
  StudiedSpec,
  VarBacktestResult,
  VarBacktestSpec,
  VarLevelResult,
  VarMethodResult,
  VarStudyResult,
  VarTestResult,
} from "@plimsoll/schema";
import type { VarBacktestTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { controlOf } from "./control.ts";
import { type CsvColumn, writeCsv } from "./csv.ts";
import { type ReadMarketSeries, readMarketSeries } from "./market-series.ts";
import { engineFor, namedNumbers, newestTail, storedSeriesOf, varUsesEngine, windowBefore, writeFit } from "./newest-fit.ts";
import { comparisonOf, labelOf, pathOf, pathPlaces, rangeOf, windowOf } from "./study.ts";

type NewestTail = Awaited<ReturnType<typeof newestTail>>;

/** Walks VaR methods through a series at every horizon, tests all that they said, and fits each once more on the newest window. */
export async function varBacktestTask(task: VarBacktestTask, io: TaskIo): Promise<{ result: VarBacktestResult; rowCount: number }> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const read = await readMarketSeries({ path: task.datasetPath, columns: task.columns }, spec);
  const engine = await engineFor(spec.methods, varUsesEngine, task.engine);
  const rowsOf = (entry: StudiedSpec) => windowBefore(windowOf(entry, spec.window), read.series.returns.length);
  const studies: VarStudyResult[] = [];
  const fits: NewestTail[][] = [];
  let rowCount = 0;
  for (const [at, horizon] of spec.horizons.entries()) {
    const [from, to] = [at, at + 1].map((done) => 0.04 + (0.92 * done) / spec.horizons.length) as [number, number];
    const days = horizon === 1 ? "" : ` (${horizon} days)`;
    const study = await studyVar({
      series: read.series,
      methods: spec.methods.map((entry) => ({
        label: labelOf(entry),
        method: entry.name,
        params: entry.params,
        window: windowOf(entry, spec.window),
      })),
      alphas: spec.alphas,
      horizon,
      window: spec.window,
      level: spec.level,
      seed: spec.seed,
      engine,
      ...controlOf(io, from, from + 0.9 * (to - from), (phase) => `Walking forward: ${phase}${days}`),
    });
    const newest: NewestTail[] = [];
    for (const entry of spec.methods) {
      io.progress(`Newest fit: ${labelOf(entry)}${days}`, from + (0.9 + (0.1 * newest.length) / spec.methods.length) * (to - from));
      const request = { series: read.series, entry, seed: spec.seed, engine };
      newest.push(await newestTail(request, rowsOf(entry), { alphas: spec.alphas, horizon }));
    }
    fits.push(newest);
    studies.push(studyResult(read, study, spec, newest));
    // The first horizon's days are the file: rows of stretches of several days would not match them.
    if (at === 0) rowCount = await writeCsv(task.outputPath, forecastColumns(read, study));
  }
  const { alphas, level } = spec;
  const chosen = spec.chosen ?? bestScored(studies, alphas);
  const at = spec.methods.findIndex((entry) => labelOf(entry) === chosen);
  const own = fits.map((newest) => newest[at] as NewestTail);
  await writeFit(task.fitPath, storedSeriesOf(read, rowsOf(spec.methods[at] as StudiedSpec), own));
  return { result: { series: read.summary, alphas, level, studies, chosen }, rowCount };
}

function studyResult(read: ReadMarketSeries, study: VarStudy, spec: VarBacktestSpec, newest: readonly NewestTail[]): VarStudyResult {
  const { origins, losses } = study;
  // Hits of the highest level come first where there is no room for all.
  const levels = study.methods.flatMap((method) => method.levels).sort((a, b) => b.alpha - a.alpha);
  const wanted = levels.flatMap(({ hits }) => [...hits.entries()].flatMap(([place, hit]) => (hit === 1 ? [place] : [])));
  const places = pathPlaces(origins.length, wanted);
  return {
    horizon: study.horizon,
    range: rangeOf(read, origins),
    path: pathOf(read, origins, places),
    losses: places.map((place) => losses[place] as number),
    methods: study.methods.map((method, at) => methodResult(method, spec.methods[at]?.name ?? "", places, newest[at] as NewestTail)),
    comparisons: study.comparisons.map((pair) => ({ alpha: pair.alpha, score: pair.score, ...comparisonOf(pair) })),
    confidenceSets: study.confidenceSets,
  };
}

function methodResult(
  { label, levels, reports, nFits }: MethodForecasts,
  method: string,
  places: number[],
  newest: NewestTail,
): VarMethodResult {
  return {
    label,
    method,
    nFits,
    parameters: newest.parameters,
    statistics: newest.statistics,
    levels: levels.map(({ var: valueAtRisk, es, hits }, a) => ({
      ...reported(reports[a] as BacktestReport),
      varPath: places.map((place) => valueAtRisk[place] as number),
      esPath: places.map((place) => es[place] as number),
      hitPlaces: places.flatMap((place, at) => (hits[place] === 1 ? [at] : [])),
      latest: { var: newest.latest[a]?.var ?? 0, es: newest.latest[a]?.es ?? 0 },
    })),
  };
}

function reported(report: BacktestReport): Omit<VarLevelResult, "varPath" | "esPath" | "hitPlaces" | "latest"> {
  const { alpha, n, hits, expectedHits, hitRate, meanVar, meanEs, tests, scores, trafficLight, rolling } = report;
  const { alpha: _alpha, ...light } = trafficLight;
  return {
    alpha,
    n,
    hits,
    expectedHits,
    hitRate,
    meanVar,
    meanEs,
    tests: tests.map(({ details, ...test }): VarTestResult => ({ ...test, details: namedNumbers(details) })),
    pinball: scores.pinball,
    fz0: scores.fz0,
    trafficLight: light,
    rolling: rolling && { mostHits: rolling.mostHits, redDays: rolling.redDays, yellowDays: rolling.yellowDays },
  };
}

/** The lowest mean FZ0 at the highest level and the first horizon; pinball where a method has none. */
function bestScored([first]: readonly VarStudyResult[], alphas: readonly number[]): string {
  const at = alphas.indexOf(Math.max(...alphas));
  const methods = first?.methods ?? [];
  const own = methods.map(({ label, levels }) => ({ label, fz0: levels[at]?.fz0 ?? null, pinball: levels[at]?.pinball ?? 0 }));
  const byFz0 = own.every(({ fz0 }) => fz0 !== null);
  const score = (entry: (typeof own)[number]) => (byFz0 ? (entry.fz0 as number) : entry.pinball);
  return own.reduce((best, entry) => (score(entry) < score(best) ? entry : best), own[0] as (typeof own)[number]).label;
}

/** Losses and every forecast, one row a stretch. */
function forecastColumns({ point }: ReadMarketSeries, { origins, losses, methods }: VarStudy): CsvColumn[] {
  const points = Array.from(origins, (origin) => point(origin));
  return [
    points[0]?.day == null ? { name: "period", numbers: origins } : { name: "day", texts: points.map(({ day }) => day) },
    { name: "loss", numbers: losses },
    ...methods.flatMap(({ label, levels }) =>
      levels.flatMap(({ alpha, var: valueAtRisk, es }): CsvColumn[] => [
        { name: `${label}_var_${alpha}`, numbers: valueAtRisk },
        { name: `${label}_es_${alpha}`, numbers: es },
      ]),
    ),
  ];
}
