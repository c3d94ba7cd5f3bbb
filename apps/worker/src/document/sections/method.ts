import type { TrainingSpec } from "@plimsoll/schema";
import type { Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { plotCurves } from "../plots.ts";
import { count, moment, plain, settingWords } from "../words.ts";
import { attributeWords } from "./attribute-words.ts";

/** The network, its training, and whether it learned more than it can know. */
export function method({ version: { lineage, artifactSha256 }, training, evaluation }: DocumentFacts): Section {
  const overfit = evaluation?.overfit;
  const settings = Object.entries(training.spec.training ?? {}).map(([name, value]): readonly [string, string] => [
    spaced(name),
    settingWords(value),
  ]);
  return {
    id: "method",
    title: "Method and training",
    answers: { sr262: ["DEVELOPMENT", "SOUNDNESS"], ss123: ["3"], annexIv: ["2"] },
    blocks: [
      {
        kind: "facts",
        facts: [
          ["Architecture", `${lineage.architecture}: ${settingWords(lineage.params)}`],
          ["Fair treatment", mitigationWords(training.spec.mitigation)],
          ["Seed", String(lineage.seed)],
          ["Engine", `${plain(lineage.engine)} ${lineage.engineVersion}`],
          ["Code", lineage.codeVersion],
          [
            "Run",
            `${training.runId}, ${moment(training.startedAt)} to ${moment(training.finishedAt)}, ${count(training.attempts)} ${training.attempts === 1 ? "attempt" : "attempts"}`,
          ],
          ["SHA-256 of the weights", lineage.weightHash ?? "–"],
          ["SHA-256 of the model file", artifactSha256],
        ],
      },
      ...(settings.length > 0 ? [{ kind: "facts" as const, facts: settings }] : []),
      ...(overfit
        ? [
            { kind: "text" as const, text: overfit.sentences.join(" ") },
            {
              kind: "figure" as const,
              title: "Loss by epoch",
              svg: plotCurves({
                x: "Epoch",
                y: "loss",
                curves: [
                  { name: "training", points: overfit.curve.map(({ epoch, train }) => [epoch, train] as const) },
                  {
                    name: "validation",
                    dashed: true,
                    points: overfit.curve.flatMap(({ epoch, validation }) => (validation === null ? [] : [[epoch, validation] as const])),
                  },
                ].filter(({ points }) => points.length > 0),
              }),
            },
          ]
        : []),
    ],
  };
}

function mitigationWords(mitigation: TrainingSpec["mitigation"]): string {
  if (!mitigation) return "nothing was done in training";
  const { attribute, reweigh, penalty } = mitigation;
  const means = [reweigh ? "rows reweighed" : "", penalty ? `a penalty on ${plain(penalty.aim)} of strength ${penalty.strength}` : ""];
  return `${means.filter(Boolean).join(" and ")}, by ${attributeWords(attribute)}`;
}

/** `learningRate` -> `Learning rate`. */
const spaced = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};
