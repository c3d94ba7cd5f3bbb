import type { TrainedAlternative } from "@plimsoll/ml";
import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { chosen, count, figure, moment, percent, plain } from "../words.ts";
import { attributeWords } from "./attribute-words.ts";

/** Whether a model that treats groups more alike would have done as well. */
export function alternatives({ alternatives: found, version: { signature } }: DocumentFacts): Section {
  const blocks: Block[] = [];
  if (found) {
    const { report } = found;
    const best = report.chosen === null ? null : report.alternatives[report.chosen];
    const [first] = report.alternatives;
    blocks.push({
      kind: "facts",
      facts: [
        ["Searched", `${moment(found.madeAt)}, ${count(report.alternatives.length - 1)} other trainings`],
        ["Groups", `${report.groups.join(", ")} (${attributeWords(report.attribute)})`],
        ["Policy", report.policy.title],
        ["Compared at", `${percent(report.approvalRate)} approved; ${plain(report.measure)} differs by the figure below`],
        ["AUC that may be given up", chosen(report.tolerance)],
        ["Chosen on", `${count(report.nValidation)} validation rows; told again on ${count(report.nTest)} test rows`],
      ],
    });
    blocks.push({
      kind: "text",
      text:
        best && first
          ? `A less discriminatory alternative was found: ${wordsOf(best)}. On the test rows its disparity is ${figure(best.test.disparity)} instead of ${figure(first.test.disparity)}, its AUC ${figure(best.test.quality)} instead of ${figure(first.test.quality)}.`
          : "No training within the tolerance treats the groups more alike than the version does.",
    });
    blocks.push({
      kind: "table",
      title: "Accuracy and disparity of every training",
      columns: ["Training", "AUC, validation", "Disparity, validation", "AUC, test", "Disparity, test", "On the frontier"],
      numeric: [false, true, true, true, true, false],
      rows: report.alternatives.map((alternative, at) => [
        `${at === 0 ? "as it was trained" : wordsOf(alternative)}${at === report.chosen ? " (chosen)" : ""}`,
        figure(alternative.quality),
        figure(alternative.disparity),
        figure(alternative.test.quality),
        figure(alternative.test.disparity),
        alternative.isOnFrontier ? "yes" : "no",
      ]),
    });
    blocks.push({
      kind: "list",
      items: report.thresholds.map(({ of, thresholds, refusal }) => {
        const whose = of === "ORIGINAL" ? "of the version" : "of the chosen alternative";
        const asked = `${plain(report.constraint)} (limit ${chosen(report.limit)})`;
        return thresholds
          ? `Thresholds ${whose} under ${asked}: reached ${figure(thresholds.reached)}, worth ${figure(thresholds.worth)} a row instead of ${figure(thresholds.worthUnconstrained)}.`
          : `Thresholds ${whose} under ${asked}: none. ${refusal ?? ""}`.trim();
      }),
    });
  } else {
    blocks.push(
      signature && signature.task !== "BINARY"
        ? { kind: "text", text: "Searched for where a version approves or declines; this one does not." }
        : { kind: "note", text: "No search for less discriminatory alternatives has been made of this version." },
    );
  }
  return {
    id: "alternatives",
    title: "Less discriminatory alternatives",
    answers: { sr262: ["SOUNDNESS", "LIMITS"], ss123: ["3", "4"], annexIv: ["2", "5"] },
    blocks,
  };
}

function wordsOf({ reweigh, penalty, seed }: TrainedAlternative): string {
  const means = [reweigh ? "reweighed" : "", penalty ? `${plain(penalty.aim)}, strength ${figure(penalty.strength)}` : ""].filter(Boolean);
  return `${means.length > 0 ? means.join("; ") : "as the version"}, seed ${seed}`;
}
