"use client";
import { useEffect, useRef, useState } from "react";
import {
  CalibrationChart,
  LearningCurves,
  type OperatingPoint,
  PrecisionRecallChart,
  RocChart,
  ScoreHistogram,
} from "@/charts/report-charts.tsx";
import type { RunDetail } from "@/graphql/use-run.ts";
import { nearestRowIndex, ratesOf } from "@/lib/thresholds.ts";
import { testMetric } from "@/lib/verdict.ts";
import { FittedPipeline } from "@/screens/pipeline/FittedPipeline.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { Comparison } from "./Comparison.tsx";
import { TaskDetails } from "./details/TaskDetails.tsx";
import { FitCard } from "./FitCard.tsx";
import { FoldsCard } from "./FoldsCard.tsx";
import { LeakNotice } from "./LeakNotice.tsx";
import { LineageCard } from "./LineageCard.tsx";
import { ThresholdPanel } from "./ThresholdPanel.tsx";
import { VerdictCard } from "./VerdictCard.tsx";

const ADDRESS_MS = 150;

export function ReportView({ run }: { run: RunDetail }) {
  const [get, set] = useUrlState();
  const report = run.report;
  const asked = Number(get("threshold"));
  const [threshold, setThreshold] = useState(() =>
    get("threshold") !== "" && Number.isFinite(asked) ? asked : (report?.threshold ?? 0.5),
  );
  const at = report ? nearestRowIndex(report.thresholds, threshold) : null;
  const row = report && at !== null ? report.thresholds[at] : undefined;
  const rates = row ? ratesOf(row) : null;
  const point: OperatingPoint | null =
    row && rates
      ? { threshold: row.threshold, falsePositiveRate: rates.falsePositiveRate, recall: rates.recall, precision: rates.precision }
      : null;
  const signature = run.modelVersion?.signature;
  const positive = signature?.positiveLabel ?? "event";
  const negative = signature?.labels.find((label) => label !== positive) ?? "no event";
  const target = typeof run.input.target === "string" ? run.input.target : "target";
  const addressTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const move = (next: number) => {
    setThreshold(next);
    // Browsers refuse an address that changes with every pixel of a drag.
    clearTimeout(addressTimer.current);
    addressTimer.current = setTimeout(() => set({ threshold: String(next) }), ADDRESS_MS);
  };
  useEffect(() => () => clearTimeout(addressTimer.current), []);
  return (
    <>
      <LeakNotice leaks={report?.suspectedLeaks ?? []} />
      <VerdictCard metrics={run.metrics} baselines={run.baselines} />
      <Comparison metrics={run.metrics} baselines={run.baselines} />
      {report && row && at !== null ? (
        <>
          <ThresholdPanel
            rows={report.thresholds}
            at={at}
            modelThreshold={report.threshold}
            positive={`${target} = ${positive}`}
            negative={`${target} = ${negative}`}
            onMove={move}
          />
          <div className="grid gap-5 xl:grid-cols-2">
            <RocChart report={report} auc={testMetric(run.metrics, "auc")} point={point} />
            <PrecisionRecallChart report={report} averagePrecision={testMetric(run.metrics, "average_precision")} point={point} />
            <CalibrationChart report={report} brier={testMetric(run.metrics, "brier")} />
            <ScoreHistogram
              report={report}
              threshold={point?.threshold ?? report.threshold}
              positive={`${target} = ${positive}`}
              negative={`${target} = ${negative}`}
            />
          </div>
        </>
      ) : null}
      {report?.details ? <TaskDetails details={report.details} target={target} /> : null}
      {run.crossValidation ? <FoldsCard folds={run.crossValidation} /> : null}
      {report?.overfit ? <FitCard overfit={report.overfit} /> : null}
      <div className="grid gap-5 xl:grid-cols-2">
        {run.history.length > 0 && !report?.overfit ? <LearningCurves history={run.history} /> : null}
        <LineageCard run={run} />
      </div>
      {run.modelVersion ? <FittedPipeline versionId={run.modelVersion.id} /> : null}
    </>
  );
}
