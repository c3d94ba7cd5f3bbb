import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { plotCurves } from "../plots.ts";
import { count, figure, percent, plain } from "../words.ts";
import { missingNote } from "./missing.ts";

/** Whether its probabilities come true. */
export function calibration({ trust }: DocumentFacts): Section {
  const part = trust?.report.calibration;
  const blocks: Block[] = [];
  if (part?.report) {
    const { report, uncalibrated, method } = part;
    blocks.push({
      kind: "facts",
      facts: [
        ["Method", method ? `${plain(method)}, fitted on validation rows` : "none"],
        ["Slope, intercept", `${figure(report.slope)}, ${figure(report.intercept)} (1 and 0 when true)`],
        [
          "Calibration error (ECE)",
          `${figure(report.ece)}; by chance alone ${figure(report.eceByChance)}${uncalibrated ? `; before calibration ${figure(uncalibrated.ece)}` : ""}`,
        ],
        [
          "Brier score",
          `${figure(report.brier)} (reliability ${figure(report.decomposition.reliability)}, resolution ${figure(report.decomposition.resolution)}, uncertainty ${figure(report.decomposition.uncertainty)})`,
        ],
        ["Hosmer-Lemeshow", report.hosmerLemeshow ? `p = ${figure(report.hosmerLemeshow.pValue)}` : "–"],
        ["Spiegelhalter", report.spiegelhalter ? `z = ${figure(report.spiegelhalter.z)}, p = ${figure(report.spiegelhalter.pValue)}` : "–"],
      ],
    });
    const most = Math.max(...report.deciles.map(({ meanPredicted, observedRate }) => Math.max(meanPredicted, observedRate)));
    blocks.push({
      kind: "figure",
      title: "Reliability: ten bins of equally many test rows",
      svg: plotCurves({
        x: "Mean predicted probability",
        y: "observed rate",
        curves: [
          { name: "version", points: report.deciles.map(({ meanPredicted, observedRate }) => [meanPredicted, observedRate] as const) },
          {
            name: "true",
            dashed: true,
            points: [
              [0, 0],
              [most, most],
            ],
          },
        ],
      }),
    });
  }
  if (part?.grades) {
    blocks.push({
      kind: "table",
      title: "Rating grades: expected against observed",
      columns: ["Grade", "PD", "Rows", "Events", "Observed", "p (adjusted)"],
      numeric: [false, true, true, true, true, true],
      rows: part.grades.grades.map((grade) => [
        grade.name,
        percent(grade.pd, 2),
        count(grade.count),
        count(grade.events),
        percent(grade.observedRate, 2),
        figure(grade.pAdjusted),
      ]),
    });
  }
  if (part?.coverage) {
    blocks.push({
      kind: "text",
      text: `Intervals of ${percent(part.coverage.level)} hold ${percent(part.coverage.covered)} of the test values (${percent(part.coverage.low)} to ${percent(part.coverage.high)}).`,
    });
  }
  return {
    id: "calibration",
    title: "Calibration",
    answers: { sr262: ["OUTCOMES"], ss123: ["3", "4"], annexIv: ["4"] },
    blocks: blocks.length > 0 ? blocks : [missingNote(trust, "CALIBRATION")],
  };
}
