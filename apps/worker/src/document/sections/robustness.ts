import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { chosen, count, figure, percent, pValue } from "../words.ts";
import { missingNote } from "./missing.ts";

/** How it holds when its input is disturbed, and where it fails. */
export function robustness({ trust }: DocumentFacts): Section {
  const part = trust?.report.robustness;
  const novelty = trust?.report.novelty;
  const blocks: Block[] = [];
  if (part) {
    const quality = part.quality.toUpperCase();
    const disturbed = [
      ...part.perturbations.noise.map((step) => [`noise of ${chosen(step.level)} standard deviations`, step] as const),
      ...part.perturbations.missing.map((step) => [`${percent(step.level, 0)} of the cells missing`, step] as const),
    ];
    blocks.push({
      kind: "table",
      title: `Disturbed input (${quality} undisturbed ${figure(part.perturbations.quality)})`,
      columns: ["Disturbance", quality, "Loss", "Decisions that flip"],
      numeric: [false, true, true, true],
      rows: disturbed.map(([name, step]) => [
        name,
        figure(step.quality),
        figure(step.loss),
        part.hasDecisions ? percent(step.flipped) : "–",
      ]),
    });
    if (part.adversarial) {
      blocks.push({
        kind: "table",
        title: `Attacks on ${count(part.adversarial.nMovable)} encoded numbers (AUC without ${figure(part.adversarial.auc)})`,
        columns: ["Attack", "Largest move", "AUC", "Declines that evade"],
        numeric: [false, true, true, true],
        rows: part.adversarial.results.map((result) => [result.attack, chosen(result.epsilon), figure(result.auc), percent(result.evaded)]),
      });
    }
    blocks.push(
      part.weakSpots.length > 0
        ? {
            kind: "table",
            title: "Weak spots: parts of the rows with a larger loss, beyond chance",
            columns: ["Where", "Rows", "Loss there", "Elsewhere", "p (adjusted)"],
            numeric: [false, true, true, true, true],
            rows: part.weakSpots.map((spot) => [
              spot.conditions.map(({ column, text }) => `${column} ${text}`).join(" and "),
              count(spot.nRows),
              figure(spot.loss),
              figure(spot.lossOutside),
              pValue(spot.pAdjusted),
            ]),
          }
        : { kind: "text", text: "No part of the rows has a larger loss beyond chance." },
    );
  } else {
    blocks.push(missingNote(trust, "ROBUSTNESS"));
  }
  if (novelty) {
    blocks.push({
      kind: "text",
      text: `The detector of strange rows flags ${percent(novelty.flagged.share, 2)} of the test rows (meant: ${percent(novelty.rate, 0)}) and ${percent(novelty.shuffledFlagged)} of made-up rows whose cells come from different rows.`,
    });
  }
  return {
    id: "robustness",
    title: "Robustness",
    answers: { sr262: ["SOUNDNESS", "LIMITS"], ss123: ["4", "5"], annexIv: ["2", "3"] },
    blocks,
  };
}
