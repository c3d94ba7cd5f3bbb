import { AppError, type FitCellSpec, type FittedCellResult, type FrequencyCandidate, type SeverityFitResult } from "@plimsoll/schema";
import { degenerateTarget, invalidInput } from "../../evaluation/inputs.ts";
import { pause, type RunControl } from "../run-control.ts";
import { fourierAggregate } from "./aggregate/fourier.ts";
import { singleLossApproximation } from "./aggregate/single-loss.ts";
import { compareSeverities, type SeverityCandidate } from "./compare-severities.ts";
import { dispersionTest, fitFrequency } from "./fit-frequency.ts";
import { frequencies } from "./frequency/index.ts";
import { cellLaw, type LossModel } from "./loss-model.ts";
import { type CellLosses, cellLosses, type LossDate, type LossRegister } from "./register/loss-register.ts";
import { BUSINESS_LINES, EVENT_TYPES } from "./taxonomy.ts";
import { thresholdDiagnostics } from "./threshold-diagnostics.ts";

export interface CellFitOptions extends RunControl {
  /** How losses are counted by years; a cell with `lossesPerYear` counts none. */
  date: LossDate;
  fromYear: number | null;
  toYear: number | null;
  amount: "GROSS" | "NET";
  /** Samples behind the p values of the severities. */
  replicates: number;
  alpha: number;
  seed: number;
}

const LEAST_FOR_THRESHOLDS = 40;
const LATTICE_POINTS = 2 ** 16;
/** Points of a quantile plot: of the chosen law, and of the others. */
const PLOT_POINTS = { chosen: 200, other: 60 };

/**
 * The loss model of one cell of a register: losses above an amount, their yearly frequency and their size, each named or chosen by AIC, with every
 * candidate beside it.
 * @throws AppError "INVALID_INPUT" (cell, years, a distribution that does not exist), "DEGENERATE_TARGET" (too few losses), "NOT_CONVERGED" where
 * none of the distributions could be fitted, "CANCELLED".
 */
export async function fitCell(register: LossRegister, cell: FitCellSpec, options: CellFitOptions): Promise<FittedCellResult> {
  const { replicates, alpha, seed } = options;
  checkNames(cell);
  const data = selected(register, cell, options);
  const { counts, losses, threshold } = data;
  await pause(options, `${cell.id}: frequency`, 0);
  const frequency = frequencyOfCell(cell, counts);
  const candidates = await compareSeverities(
    { losses, thresholds: threshold },
    {
      ...(cell.severity === null ? {} : { names: [cell.severity], fixed: { [cell.severity]: cell.fixed } }),
      replicates,
      seed,
      signal: options.signal,
      onProgress: ({ phase, fraction }) => options.onProgress?.({ phase: `${cell.id}: ${phase}`, fraction }),
    },
  );
  const best = candidates[0];
  if (!best?.fit) throw noSeverity(cell, candidates);
  const { params, fixed } = best.fit;
  const model: LossModel = {
    frequency: { name: frequency.chosen.name, params: valuesOf(frequency.chosen) },
    severity: { name: best.name, params: { ...params } },
    above: threshold,
    lossCap: cell.lossCap,
  };
  const { meanLoss } = cellLaw(model);
  return {
    id: cell.id,
    eventType: cell.eventType,
    businessLine: cell.businessLine,
    nLosses: losses.length,
    nLeftOut: data.nLeftOut,
    above: threshold,
    counts: Array.from(counts, (count, at) => ({ year: (options.fromYear ?? 0) + at, count })),
    dispersion: counts.length === 0 ? null : dispersionTest(counts),
    frequencies: frequency.candidates,
    severities: candidates.map((candidate, at) => severityResult(candidate, at === 0 ? PLOT_POINTS.chosen : PLOT_POINTS.other)),
    thresholds: losses.length < LEAST_FOR_THRESHOLDS ? null : thresholdDiagnostics(losses),
    model,
    fixed: { ...fixed },
    meanLoss: Number.isFinite(meanLoss) ? meanLoss : null,
    valueAtRisk: latticeValue(model, alpha),
    singleLoss: singleLossApproximation(model, alpha).valueAtRisk,
  };
}

function checkNames({ id, eventType, businessLine, severity, fixed }: FitCellSpec): void {
  const unknown = (what: string, value: string | null, entries: readonly { code: string }[]) => {
    if (value === null || entries.some(({ code }) => code === value)) return;
    throw invalidInput(`Cell '${id}': there is no ${what} '${value}'. Choose one of: ${entries.map(({ code }) => code).join(", ")}.`, {
      path: ["cells"],
    });
  };
  unknown("event type", eventType, EVENT_TYPES);
  unknown("business line", businessLine, BUSINESS_LINES);
  if (severity === null && Object.keys(fixed).length > 0)
    throw invalidInput(`Cell '${id}': 'fixed' belongs to one severity. Name it.`, { path: ["cells"] });
}

/** The cell's losses. @throws AppError "DEGENERATE_TARGET" where there are none. */
function selected(register: LossRegister, cell: FitCellSpec, options: CellFitOptions): CellLosses {
  const { eventType, businessLine, above, lossesPerYear, id } = cell;
  const byYear = lossesPerYear === null;
  if (byYear && (options.fromYear === null || options.toYear === null))
    throw invalidInput(
      `Cell '${id}': no loss of the register has the date ${options.date}. Name another date, or give 'lossesPerYear' where losses have none.`,
      { path: ["date"] },
    );
  const data = cellLosses(register, {
    eventType: eventType as (typeof EVENT_TYPES)[number]["code"] | null,
    businessLine: businessLine as (typeof BUSINESS_LINES)[number]["code"] | null,
    amount: options.amount,
    date: byYear ? options.date : null,
    ...(options.fromYear === null || options.toYear === null ? {} : { fromYear: options.fromYear, toYear: options.toYear }),
    ...(above === null ? {} : { threshold: above }),
  });
  if (data.losses.length > 0) return data;
  throw degenerateTarget(`Cell '${id}' has no losses of at least ${data.threshold} in these years. Choose other years, or a wider cell.`);
}

function frequencyOfCell(cell: FitCellSpec, counts: Float64Array): { chosen: FrequencyCandidate; candidates: FrequencyCandidate[] } {
  if (cell.lossesPerYear !== null) {
    const given: FrequencyCandidate = {
      name: "poisson",
      params: [{ name: "mean", value: cell.lossesPerYear, standardError: null }],
      logLikelihood: null,
      aic: null,
      bic: null,
      failed: null,
    };
    return { chosen: given, candidates: [given] };
  }
  const names = cell.frequency === null ? frequencies.map(({ name }) => name) : [cell.frequency];
  const candidates = names.map((name) => frequencyResult(name, counts)).sort((a, b) => rank(a) - rank(b));
  const chosen = candidates[0];
  if (chosen && !chosen.failed) return { chosen, candidates };
  throw new AppError("NOT_CONVERGED", "numerical", `Cell '${cell.id}': ${chosen?.failed?.message ?? "no frequency could be fitted."}`);
}

const rank = ({ aic }: { aic: number | null }): number => aic ?? Number.POSITIVE_INFINITY;

function frequencyResult(name: string, counts: Float64Array): FrequencyCandidate {
  try {
    const { params, standardErrors, logLikelihood, aic, bic } = fitFrequency(name, counts);
    return { name, params: paramsOf(params, standardErrors), logLikelihood, aic, bic, failed: null };
  } catch (error) {
    return { name, params: [], logLikelihood: null, aic: null, bic: null, failed: failureOf(error) };
  }
}

/** What is said of a distribution that does not fit the data. @throws anything else. */
function failureOf(error: unknown): { code: string; message: string } {
  if (error instanceof AppError && (error.kind === "data" || error.kind === "numerical"))
    return { code: error.code, message: error.message };
  throw error;
}

function severityResult({ name, fit, goodness, failed }: SeverityCandidate, points: number): SeverityFitResult {
  return {
    name,
    params: fit ? paramsOf(fit.params, fit.standardErrors ?? {}) : [],
    logLikelihood: fit?.logLikelihood ?? null,
    aic: fit?.aic ?? null,
    bic: fit?.bic ?? null,
    shareReported: fit?.shareReported ?? null,
    goodness: goodness && {
      ks: goodness.ks,
      ad: goodness.ad,
      adUpper: goodness.adUpper,
      p: goodness.p,
      nFailed: goodness.nFailed,
      chi2: goodness.chi2 && { statistic: goodness.chi2.statistic, degrees: goodness.chi2.degrees, p: goodness.chi2.p },
      qq: spread(goodness.qq, points),
    },
    failed,
  };
}

const paramsOf = (params: Record<string, number>, errors: Record<string, number>) =>
  Object.entries(params).map(([name, value]) => ({ name, value, standardError: finite(errors[name]) }));

const finite = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);

const valuesOf = ({ params }: FrequencyCandidate): Record<string, number> =>
  Object.fromEntries(params.map(({ name, value }) => [name, value]));

/** At most `most` of the points, the last, which is the largest loss, always among them. */
function spread<Point>(points: readonly Point[], most: number): Point[] {
  const n = points.length;
  if (n <= most) return [...points];
  return Array.from({ length: most }, (_, k) => points[Math.round((k * (n - 1)) / (most - 1))] as Point);
}

function noSeverity({ id }: FitCellSpec, candidates: readonly SeverityCandidate[]): AppError {
  const [first] = candidates;
  const reason = first?.failed?.message ?? "";
  return new AppError(first?.failed?.code ?? "NOT_CONVERGED", "numerical", `Cell '${id}': no severity could be fitted. ${reason}`);
}

function latticeValue(model: LossModel, alpha: number): number | null {
  try {
    return fourierAggregate(model, alpha, { points: LATTICE_POINTS }).valueAtRisk;
  } catch (error) {
    if (error instanceof AppError && error.kind === "input") return null;
    throw error;
  }
}
