import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { count, figure, percent, plain } from "../words.ts";
import { missingNote } from "./missing.ts";

const SHOWN = 20;

/** Why it scores as it does, and whether its reasons hold. */
export function explanations({ trust }: DocumentFacts): Section {
  const part = trust?.report.explanations;
  const reasons = trust?.report.reasons;
  const blocks: Block[] = [];
  if (part) {
    blocks.push({
      kind: "text",
      text: `${count(part.nRows)} test rows explained by ${plain(part.explainer)} against ${count(part.nBackground)} background rows kept with the version. Contributions add up on ${percent(part.completeness, 2)} of the rows.`,
    });
    blocks.push({
      kind: "table",
      title: "What moves the scores",
      columns: ["Feature", "Mean |contribution|", "Share", "Loss of quality when shuffled"],
      numeric: [false, true, true, true],
      rows: part.features
        .slice(0, SHOWN)
        .map((effect) => [effect.feature, figure(effect.meanAbsolute), percent(effect.share), figure(effect.importance)]),
    });
    blocks.push({
      kind: "table",
      title: "What acts together (Friedman's H)",
      columns: ["Pair", "H"],
      numeric: [false, true],
      rows: part.interactions.slice(0, 10).map(({ features, strength }) => [features.join(" × "), figure(strength)]),
    });
  } else {
    blocks.push(missingNote(trust, "EXPLANATIONS"));
  }
  blocks.push(
    reasons
      ? {
          kind: "table",
          title: `Reasons of ${count(reasons.nDeclines)} declines under ${percent(reasons.noise, 0)} noise: ${reasons.passes ? "pass" : "do not pass"}`,
          columns: ["Test", "Reached", "Target"],
          numeric: [false, true, true],
          rows: [
            ["The first reason stays first", percent(reasons.topStable), percent(reasons.targets.topStable, 0)],
            ["The named reasons stay named", percent(reasons.overlap), percent(reasons.targets.overlap, 0)],
            ["The score falls without the named features", percent(reasons.deletion), percent(reasons.targets.deletion, 0)],
          ],
        }
      : missingNote(trust, "REASONS"),
  );
  return {
    id: "explanations",
    title: "Explanations and reasons",
    answers: { sr262: ["SOUNDNESS"], ss123: ["3", "4"], annexIv: ["2", "3"] },
    blocks,
  };
}
