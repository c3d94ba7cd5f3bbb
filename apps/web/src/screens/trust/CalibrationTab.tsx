"use client";
import { Intervals } from "@/charts/Intervals.tsx";
import { Lines } from "@/charts/Lines.tsx";
import type { CalibrationFiguresFragment, TrustCalibrationQuery } from "@/generated/graphql.ts";
import { TrustCalibrationDocument } from "@/graphql/trust.ts";
import { formatCount, formatMetric, formatPercent, formatPValue, formatValue, pWords } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { Section, type TrustTabProps } from "./section.tsx";

type Calibration = NonNullable<NonNullable<NonNullable<TrustCalibrationQuery["modelVersion"]>["trust"]>["calibration"]>;
type Grades = NonNullable<Calibration["grades"]>;

/** Whether a probability of 10 % happens one time in ten. */
export function CalibrationTab({ versionId }: TrustTabProps) {
  return (
    <Section versionId={versionId} document={TrustCalibrationDocument} pick={(data) => data.modelVersion?.trust?.calibration}>
      {({ report, uncalibrated, method, grades, coverage }) => (
        <div className="flex flex-col gap-5">
          {report ? <Figures report={report} method={method ?? null} /> : null}
          {report ? (
            <div className="grid items-start gap-5 xl:grid-cols-2">
              <Curve report={report} uncalibrated={uncalibrated ?? null} />
              <Decomposition report={report} uncalibrated={uncalibrated ?? null} />
            </div>
          ) : null}
          {grades ? <GradeTable grades={grades} /> : null}
          {coverage ? <Coverage coverage={coverage} /> : null}
        </div>
      )}
    </Section>
  );
}

function Figures({ report, method }: { report: CalibrationFiguresFragment; method: string | null }) {
  return (
    <Facts
      facts={[
        { label: "Slope", value: formatMetric(report.slope), note: "1 when true; below 1: too extreme" },
        { label: "Intercept", value: formatMetric(report.intercept), note: "0 when true" },
        { label: "Calibration error (ECE)", value: formatMetric(report.ece), note: `by chance alone ${formatMetric(report.eceByChance)}` },
        {
          label: "Brier score",
          value: formatMetric(report.brier),
          note: `predicted ${formatPercent(report.meanPredicted)}, observed ${formatPercent(report.observedRate)}`,
        },
        {
          label: "Hosmer-Lemeshow",
          value: report.hosmerLemeshow ? pWords(report.hosmerLemeshow.pValue) : "–",
          note: "small: probabilities are off",
        },
        {
          label: "Spiegelhalter z",
          value: formatMetric(report.spiegelhalter?.z),
          note: report.spiegelhalter ? pWords(report.spiegelhalter.pValue) : undefined,
        },
        { label: "Method", value: method ? method.toLowerCase().replaceAll("_", " ") : "none", note: "fitted on validation rows" },
      ]}
    />
  );
}

const pointsOf = ({ deciles }: CalibrationFiguresFragment) =>
  deciles.map((bin) => [bin.meanPredicted, bin.observedRate, bin.low, bin.high] as const);

function Curve({ report, uncalibrated }: { report: CalibrationFiguresFragment; uncalibrated: CalibrationFiguresFragment | null }) {
  const most = Math.max(...report.deciles.map((bin) => Math.max(bin.meanPredicted, bin.high)));
  return (
    <Lines
      title="Reliability"
      summary="Ten bins of equally many rows with 95 % intervals; on the dashed line every probability is true."
      fileName="reliability"
      x={{ name: "Mean predicted probability", format: (value) => formatPercent(value, 0), min: 0 }}
      y={{ name: "Observed rate", format: (value) => formatPercent(value, 0), fromZero: true }}
      series={[
        { name: "Version", points: pointsOf(report) },
        ...(uncalibrated
          ? [
              {
                name: "Before calibration",
                points: uncalibrated.deciles.map((bin) => [bin.meanPredicted, bin.observedRate] as const),
                look: "DASHED" as const,
              },
            ]
          : []),
        {
          name: "True",
          points: [
            [0, 0],
            [most, most],
          ],
          look: "DASHED",
          tone: "QUIET",
        },
      ]}
      table={{
        columns: ["Bin", "Rows", "Events", "Lowest", "Highest", "Mean predicted", "Observed", "Low", "High"],
        rows: report.deciles.map((bin, at) => [
          at + 1,
          bin.count,
          bin.events,
          bin.lowest,
          bin.highest,
          bin.meanPredicted,
          bin.observedRate,
          bin.low,
          bin.high,
        ]),
      }}
    />
  );
}

function Decomposition({ report, uncalibrated }: { report: CalibrationFiguresFragment; uncalibrated: CalibrationFiguresFragment | null }) {
  const rows: { name: string; of: (figures: CalibrationFiguresFragment) => number | null | undefined }[] = [
    { name: "Brier score", of: ({ brier }) => brier },
    { name: "of it reliability (lower is better)", of: ({ decomposition }) => decomposition.reliability },
    { name: "of it resolution (higher is better)", of: ({ decomposition }) => decomposition.resolution },
    { name: "of it uncertainty (the base rate's)", of: ({ decomposition }) => decomposition.uncertainty },
    { name: "of it within bins", of: ({ decomposition }) => decomposition.withinBins },
    { name: "ECE, bins of equal count", of: ({ ece }) => ece },
    { name: "ECE, bins of equal width", of: ({ eceEqualWidth }) => eceEqualWidth },
    { name: "Largest gap of a bin", of: ({ mce }) => mce },
    { name: "Slope", of: ({ slope }) => slope },
    { name: "Intercept", of: ({ intercept }) => intercept },
  ];
  return (
    <Card
      title="Before and after calibration"
      description={
        uncalibrated ? "The network's own probabilities beside those that `score` answers." : "The version has no calibration of its own."
      }
      padded={false}
    >
      <TableScroll label="Calibration figures">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" className="num">
                Version
              </th>
              {uncalibrated ? (
                <th scope="col" className="num">
                  Before
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, of }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{formatMetric(of(report))}</td>
                {uncalibrated ? <td className="num">{formatMetric(of(uncalibrated))}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function GradeTable({ grades: { grades, isMonotone, concentration, scaleFrom } }: { grades: Grades }) {
  const used = grades.filter(({ count }) => count > 0);
  return (
    <>
      <Intervals
        title="Observed default rate by grade"
        summary={`Exact 95 % intervals; red: the grade's PD is off after Holm's correction. Scale ${scaleFrom === "GIVEN" ? "given" : `built from ${scaleFrom.toLowerCase()} rows`}.`}
        fileName="grades"
        x={{ name: "Observed default rate", format: (value) => formatPercent(value), min: 0 }}
        rowName="Grade"
        rows={used.map((grade) => ({
          name: `${grade.name} (PD ${formatPercent(grade.pd, 2)})`,
          value: grade.observedRate ?? null,
          low: grade.low ?? null,
          high: grade.high ?? null,
          tone: (grade.pAdjusted ?? 1) < 0.05 ? "MARK" : "SERIES",
        }))}
      />
      <Card
        title="Rating grades"
        description="Expected against observed defaults on the test rows."
        actions={
          <>
            <Badge tone={isMonotone ? "good" : "warn"}>
              {isMonotone ? "rates rise from grade to grade" : "rates do not rise from grade to grade"}
            </Badge>
            <Badge>{`concentration ${formatMetric(concentration)}`}</Badge>
          </>
        }
        padded={false}
      >
        <TableScroll label="Rating grades">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Grade</th>
                {["PD from", "PD to", "PD", "Rows", "Expected", "Observed", "Rate", "p (two-sided)", "p (adjusted)", "Jeffreys"].map(
                  (name) => (
                    <th key={name} scope="col" className="num">
                      {name}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {grades.map((grade) => (
                <tr key={grade.name}>
                  <th scope="row">{grade.name}</th>
                  <td className="num">{formatPercent(grade.from, 2)}</td>
                  <td className="num">{formatPercent(grade.to, 2)}</td>
                  <td className="num">{formatPercent(grade.pd, 2)}</td>
                  <td className="num">{formatCount(grade.count)}</td>
                  <td className="num">{formatValue(grade.pd * grade.count)}</td>
                  <td className="num">{formatCount(grade.events)}</td>
                  <td className="num">{formatPercent(grade.observedRate, 2)}</td>
                  <td className="num">{formatPValue(grade.pValue)}</td>
                  <td className="num">{formatPValue(grade.pAdjusted)}</td>
                  <td className="num">{formatMetric(grade.jeffreys)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
    </>
  );
}

function Coverage({ coverage }: { coverage: NonNullable<Calibration["coverage"]> }) {
  const inside = coverage.low <= coverage.level && coverage.level <= coverage.high;
  return (
    <Facts
      facts={[
        { label: "Intervals promise", value: formatPercent(coverage.level) },
        {
          label: "They hold",
          value: formatPercent(coverage.covered),
          note: `${formatPercent(coverage.low)} to ${formatPercent(coverage.high)}; ${inside ? "as promised" : "not as promised"}`,
        },
        { label: "Mean width", value: formatValue(coverage.meanWidth), note: "in the target's unit" },
        { label: "Test rows", value: formatCount(coverage.nRows) },
      ]}
    />
  );
}
