import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { chosen, count, figure, moment, percent, plain, pValue } from "../words.ts";

/** How it treats groups of people, judged by a policy. */
export function fairness({ fairness: found }: DocumentFacts): Section {
  const blocks: Block[] = [];
  if (found) {
    const { report } = found;
    blocks.push({
      kind: "facts",
      facts: [
        ["Measured", `${moment(found.madeAt)} on ${count(report.nRows)} test rows`],
        ["Policy", `${report.policy.title} (${report.policy.name})`],
        ["It rests on", report.policy.source],
        ["Verdict", plain(report.verdict)],
        ["Approved", `${percent(report.approvalRate)}, scored below ${percent(report.threshold)}`],
      ],
    });
    for (const { report: groups, readByModel, findings } of [...report.attributes, ...report.intersections]) {
      blocks.push({
        kind: "table",
        title: `Groups of ${groups.attribute}, beside ${groups.reference}${readByModel.length > 0 ? `; the model itself reads ${readByModel.join(", ")}` : ""}`,
        columns: ["Group", "Rows", "Events", "Approved", "Impact ratio", "p", "Mean difference", "Opportunity difference", "AUC"],
        numeric: [false, true, true, true, true, true, true, true, true],
        rows: groups.groups.map((group) => [
          `${group.name}${group.isSmall ? " (too few to judge)" : ""}`,
          count(group.nRows),
          count(group.nEvents),
          percent(group.metrics.selectionRate.value),
          figure(group.adverseImpactRatio?.value),
          pValue(group.adverseImpactRatio?.pValue),
          figure(group.standardizedMeanDifference),
          figure(group.equalOpportunityDifference?.value),
          figure(group.metrics.auc.value),
        ]),
      });
      // That a group is too small to judge stands beside its name already.
      const told = findings.filter(({ verdict }) => verdict === "BREACH" || verdict === "INCONCLUSIVE");
      if (told.length > 0) {
        blocks.push({
          kind: "list",
          items: told.map(
            (finding) =>
              `${finding.group}: ${plain(finding.criterion)} ${figure(finding.value)}, limit ${chosen(finding.limit)}: ${plain(finding.verdict)}`,
          ),
        });
      }
    }
    if (report.missing.length > 0)
      blocks.push({
        kind: "list",
        items: report.missing.map(({ columns, message }) => `${columns.join(" and ")} could not be judged: ${message}`),
      });
  } else {
    blocks.push({ kind: "note", text: "No fairness report has been made of this version: how it treats groups of people is not known." });
  }
  return {
    id: "fairness",
    title: "Fairness",
    answers: { sr262: ["OUTCOMES", "LIMITS"], ss123: ["4", "5"], annexIv: ["2", "3", "4"] },
    blocks,
  };
}
