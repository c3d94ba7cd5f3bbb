import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { plotCurves } from "../plots.ts";
import { chosen, count, figure, interval, metricWords, plain } from "../words.ts";

/** How well it does on rows it has never seen, and beside every baseline. */
export function performance({ version: { metrics, baselines }, evaluation, rules }: DocumentFacts): Section {
  const test = metrics.filter(({ split }) => split === "TEST");
  const metricOf = (name: string, split: string): string => {
    const metric = metrics.find((candidate) => candidate.name === name && candidate.split === split);
    return metric ? figure(metric.value) : "–";
  };
  const blocks: Block[] = [
    {
      kind: "table",
      title: "Metrics with 95 % intervals on the test rows",
      columns: ["Metric", "Test", "Validation", "Training"],
      numeric: [false, true, true, true],
      rows: test.map(({ name, value, low, high }) => [
        metricWords(name),
        interval(value, low, high),
        metricOf(name, "VALIDATION"),
        metricOf(name, "TRAIN"),
      ]),
    },
    {
      kind: "table",
      title: "Baselines trained on the same rows",
      columns: ["Baseline", "Metrics on the test rows", "The version is better by"],
      rows: baselines.map((baseline) => [
        `${plain(baseline.name)}${baseline.name === rules.honestyBaseline ? " (counts for the gate)" : ""}`,
        baseline.metrics
          .filter(({ split }) => split === "TEST")
          .slice(0, 4)
          .map(({ name, value }) => `${metricWords(name)} ${figure(value)}`)
          .join(", "),
        baseline.advantage
          ? `${metricWords(baseline.advantage.metric)}: ${interval(baseline.advantage.value, baseline.advantage.low, baseline.advantage.high)}`
          : "–",
      ]),
    },
  ];
  if (evaluation && evaluation.roc.length > 1) {
    blocks.push({
      kind: "figure",
      title: "ROC curve on the test rows",
      svg: plotCurves({
        x: "False positive rate",
        y: "true positive rate",
        curves: [
          {
            name: "version",
            points: evaluation.roc.map(({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate] as const),
          },
          {
            name: "chance",
            dashed: true,
            points: [
              [0, 0],
              [1, 1],
            ],
          },
        ],
      }),
    });
    blocks.push({
      kind: "text",
      text: `${count(evaluation.nRows)} test rows, ${count(evaluation.nPositive)} of them events; decided at ${chosen(evaluation.threshold)}.`,
    });
  }
  return {
    id: "performance",
    title: "Performance",
    answers: { sr262: ["OUTCOMES"], ss123: ["3", "4"], annexIv: ["3", "4"] },
    blocks,
  };
}
