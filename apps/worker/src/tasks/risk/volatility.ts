import { studyVolatility, type VolatilityForecasts, type VolatilityStudy } from "@plimsoll/ml";
import type { HorizonForecast, StudiedSpec, VolatilityModelResult, VolatilityResult, VolatilitySpec } from "@plimsoll/schema";
import type { VolatilityTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { controlOf } from "./control.ts";
import { type CsvColumn, writeCsv } from "./csv.ts";
import { type ReadMarketSeries, readMarketSeries } from "./market-series.ts";
import { engineFor, newestVolatility, storedSeriesOf, volatilityUsesEngine, windowBefore, writeFit } from "./newest-fit.ts";
import { comparisonOf, labelOf, pathOf, pathPlaces, rangeOf, windowOf } from "./study.ts";

type NewestVolatility = Awaited<ReturnType<typeof newestVolatility>>;

/** Walks volatility models through a series, compares what they said, and fits each once more on the newest window. */
export async function volatilityTask(task: VolatilityTask, io: TaskIo): Promise<{ result: VolatilityResult; rowCount: number }> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const read = await readMarketSeries({ path: task.datasetPath, columns: task.columns }, spec);
  const { series } = read;
  const engine = await engineFor(spec.models, volatilityUsesEngine, task.engine);
  const proxy = spec.proxy ?? (series.measure ? "MEASURE" : "SQUARED_RETURN");
  const study = await studyVolatility({
    data: series,
    models: spec.models.map((entry) => ({
      label: labelOf(entry),
      model: entry.name,
      params: entry.params,
      window: windowOf(entry, spec.window),
    })),
    combinations: spec.combinations,
    window: spec.window,
    horizons: spec.horizons,
    proxy,
    seed: spec.seed,
    engine,
    ...controlOf(io, 0.04, 0.85, (phase) => `Walking forward: ${phase}`),
  });
  const newest = new Map<string, NewestVolatility>();
  for (const [at, entry] of spec.models.entries()) {
    io.progress(`Newest fit: ${labelOf(entry)}`, 0.86 + (0.1 * at) / spec.models.length);
    const request = { series, entry, seed: spec.seed, engine };
    const rows = windowBefore(windowOf(entry, spec.window), series.returns.length);
    newest.set(labelOf(entry), await newestVolatility(request, rows, spec.horizons));
  }
  io.progress("Saving", 0.97);
  const rowCount = await writeCsv(task.outputPath, forecastColumns(read, study));
  const result = resultOf(read, study, { spec, proxy, newest });
  const entry = spec.models.find((candidate) => labelOf(candidate) === result.chosen) as StudiedSpec;
  const own = newest.get(result.chosen) as NewestVolatility;
  await writeFit(task.fitPath, storedSeriesOf(read, windowBefore(windowOf(entry, spec.window), series.returns.length), [own]));
  return { result, rowCount };
}

interface Context {
  spec: VolatilitySpec;
  proxy: VolatilityResult["proxy"];
  newest: ReadonlyMap<string, NewestVolatility>;
}

function resultOf(read: ReadMarketSeries, study: VolatilityStudy, { spec, proxy, newest }: Context): VolatilityResult {
  const places = pathPlaces(study.origins.length);
  const nHorizons = study.horizons.length;
  const models = study.forecasts.map(({ label, variance, nFits }): VolatilityModelResult => {
    const entry = spec.models.find((candidate) => labelOf(candidate) === label);
    const own = newest.get(label);
    return {
      label,
      model: entry?.name ?? null,
      nFits,
      parameters: own?.parameters ?? [],
      statistics: own?.statistics ?? [],
      losses: study.losses.flatMap(({ label: name, ...loss }) => (name === label ? [loss] : [])),
      latest: own?.latest ?? combined(spec, label, newest),
      path: places.map((place) => Math.sqrt(variance[place * nHorizons] as number)),
    };
  });
  return {
    series: read.summary,
    horizons: [...study.horizons],
    proxy,
    range: rangeOf(read, study.origins),
    path: pathOf(read, study.origins, places),
    realised: places.map((place) => {
      const value = study.proxy[place * nHorizons] as number;
      return Number.isNaN(value) ? null : Math.sqrt(value);
    }),
    models,
    comparisons: study.comparisons.map((pair) => ({ horizon: pair.horizon, loss: pair.loss, ...comparisonOf(pair) })),
    confidenceSets: study.confidenceSets,
    chosen: spec.chosen ?? lowestQlike(models),
  };
}

/** The geometric mean of its members' newest forecasts. */
function combined({ combinations, horizons }: VolatilitySpec, label: string, newest: Context["newest"]): HorizonForecast[] {
  const members = combinations.find((entry) => entry.label === label)?.members ?? [];
  return horizons.map((horizon, h) => {
    const mean = members.reduce((sum, member) => sum + Math.log(newest.get(member)?.latest[h]?.variance ?? 1) / members.length, 0);
    return { horizon, variance: Math.exp(mean), volatility: Math.exp(mean / 2) };
  });
}

/** Among models, not combinations: a version is one model. */
function lowestQlike(models: readonly VolatilityModelResult[]): string {
  const own = models.filter(({ model }) => model !== null);
  return own.reduce(
    (best, model) => ((model.losses[0]?.qlike ?? 0) < (best.losses[0]?.qlike ?? 0) ? model : best),
    own[0] as VolatilityModelResult,
  ).label;
}

/** Every forecast with what followed, one row an origin; variances. */
function forecastColumns({ point }: ReadMarketSeries, { origins, horizons, proxy, forecasts }: VolatilityStudy): CsvColumn[] {
  const nHorizons = horizons.length;
  const column = (values: Float64Array, h: number) => Float64Array.from(origins, (_, o) => values[o * nHorizons + h] as number);
  const points = Array.from(origins, (origin) => point(origin));
  return [
    points[0]?.day == null ? { name: "period", numbers: origins } : { name: "day", texts: points.map(({ day }) => day) },
    ...horizons.flatMap((horizon, h): CsvColumn[] => [
      { name: `realised_variance_${horizon}`, numbers: column(proxy, h) },
      ...forecasts.map(({ label, variance }: VolatilityForecasts) => ({
        name: `${label}_variance_${horizon}`,
        numbers: column(variance, h),
      })),
    ]),
  ];
}
