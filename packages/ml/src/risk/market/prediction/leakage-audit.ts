import { type Table, takeColumn, timeValues } from "@plimsoll/features";
import { correlation, type ScoredRow } from "./information-coefficient.ts";
import { buildPanel, type Panel, type PanelSpec } from "./panel.ts";
import type { PredictionFold, Samples } from "./samples.ts";

/** A daily IC above this is not seen in honest forecasts of liquid markets: it starts the audit. */
export const SUSPICIOUS_IC = 0.1;

export interface LeakageFinding {
  check: "TRUNCATION" | "OVERLAP" | "LAGGED_FEATURES" | "SINGLE_FEATURE" | "TARGET_COPY";
  verdict: "PASS" | "SUSPECT" | "FAIL";
  detail: string;
  value: number;
}

export interface LeakageAudit {
  /** The IC that started it. */
  ic: number;
  findings: LeakageFinding[];
  /** FAIL: something knows the future. SUSPECT: look at what is named. PASS: nothing was found, which is no proof. */
  verdict: "PASS" | "SUSPECT" | "FAIL";
}

export interface AuditInput {
  table: Table;
  spec: PanelSpec;
  panel: Panel;
  samples: Samples;
  folds: readonly PredictionFold[];
  /** Test rows with their scores and returns. */
  rows: readonly ScoredRow[];
  ic: number;
}

/** Moments at which the table is cut off and its features are computed again. */
const CUTS = [0.5, 0.7, 0.85, 0.95] as const;

/**
 * Looks for the ways in which a forecast comes to know what it predicts.
 * TRUNCATION: features computed from the table cut off at a day must be those computed from the whole. OVERLAP: no training label may be settled on
 * or after the first test day. LAGGED_FEATURES: scores a day old should still know something; an edge that is gone after a day sits in the last
 * day's numbers, where leaks are. SINGLE_FEATURE: one feature alone correlates with the return as honest ones do not. TARGET_COPY: a feature is the
 * return itself.
 */
export function auditLeakage(input: AuditInput): LeakageAudit {
  const findings = [truncation(input), overlap(input), laggedFeatures(input), ...featureFindings(input)];
  const worst = (["FAIL", "SUSPECT"] as const).find((verdict) => findings.some((finding) => finding.verdict === verdict));
  return { ic: input.ic, findings, verdict: worst ?? "PASS" };
}

function truncation({ table, spec, panel }: AuditInput): LeakageFinding {
  const times = timeValues(table, spec.indicators.time);
  const changed = new Map<string, number>();
  for (const cut of CUTS) {
    const last = panel.days[Math.floor(cut * (panel.days.length - 1))] as number;
    const rows = Int32Array.from(times.keys()).filter((row) => (times[row] as number) <= last);
    const part = { rowCount: rows.length, columns: table.columns.map((column) => takeColumn(column, rows)) };
    const short = buildPanel(part, spec);
    const names = new Map(panel.assets.map((asset) => [asset.name, asset]));
    for (const asset of short.assets) {
      const whole = names.get(asset.name);
      asset.features.forEach((values, k) => {
        values.forEach((value, t) => {
          const other = whole?.features[k]?.[t] as number;
          // Running sums may differ in their last digits, a look ahead does not stop there.
          if (Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(other)) || (Number.isNaN(value) && Number.isNaN(other))) return;
          const name = panel.featureNames[k] as string;
          changed.set(name, (changed.get(name) ?? 0) + 1);
        });
      });
    }
  }
  const total = [...changed.values()].reduce((sum, count) => sum + count, 0);
  return {
    check: "TRUNCATION",
    verdict: total > 0 ? "FAIL" : "PASS",
    value: total,
    detail:
      total > 0
        ? `These features of a day change when later days are taken away: ${[...changed.keys()].join(", ")}.`
        : `No feature of a day changed when the table was cut off after it, at ${CUTS.length} days.`,
  };
}

function overlap({ samples, folds }: AuditInput): LeakageFinding {
  const bad = folds.reduce(
    (sum, { train, firstTestDay }) => sum + train.filter((sample) => (samples.settled[sample] as number) >= firstTestDay).length,
    0,
  );
  return {
    check: "OVERLAP",
    verdict: bad > 0 ? "FAIL" : "PASS",
    value: bad,
    detail: `${bad} training rows have a return that is settled on or after the first day predicted.`,
  };
}

function laggedFeatures({ rows, ic }: AuditInput): LeakageFinding {
  const before = new Map(rows.map(({ day, asset, score }) => [`${day} ${asset}`, score]));
  const pairs = rows.flatMap(({ day, asset, forward }) => {
    const score = before.get(`${day - 1} ${asset}`);
    return score === undefined ? [] : [{ score, forward }];
  });
  const lagged = correlation(
    pairs.map(({ score }) => score),
    pairs.map(({ forward }) => forward),
  );
  const kept = (lagged ?? 0) / ic;
  return {
    check: "LAGGED_FEATURES",
    verdict: kept < 0.1 ? "SUSPECT" : "PASS",
    value: lagged ?? 0,
    detail: `Yesterday's scores correlate ${(lagged ?? 0).toFixed(3)} with today's returns, ${(100 * kept).toFixed(0)} % of the IC.`,
  };
}

function featureFindings({ panel, rows }: AuditInput): LeakageFinding[] {
  const place = panel.assets.map(({ day }) => new Map(Array.from(day, (at, t) => [at, t])));
  const correlations = panel.featureNames.map((name, k) => {
    const pairs = rows.map(({ day, asset, forward }) => ({
      value: panel.assets[asset]?.features[k]?.[place[asset]?.get(day) ?? -1] ?? Number.NaN,
      forward,
    }));
    const known = pairs.filter(({ value }) => Number.isFinite(value));
    const found = correlation(
      known.map(({ value }) => value),
      known.map(({ forward }) => forward),
    );
    return { name, value: found ?? 0 };
  });
  const largest = correlations.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))[0] ?? { name: "none", value: 0 };
  const copies = correlations.filter(({ value }) => Math.abs(value) > 0.95).map(({ name }) => name);
  return [
    {
      check: "SINGLE_FEATURE",
      verdict: Math.abs(largest.value) > SUSPICIOUS_IC ? "SUSPECT" : "PASS",
      value: largest.value,
      detail: `'${largest.name}' has the largest correlation with the return that follows, ${largest.value.toFixed(3)}.`,
    },
    {
      check: "TARGET_COPY",
      verdict: copies.length > 0 ? "FAIL" : "PASS",
      value: copies.length,
      detail:
        copies.length > 0
          ? `These features are the return to be predicted: ${copies.join(", ")}.`
          : "No feature is the return to be predicted.",
    },
  ];
}
