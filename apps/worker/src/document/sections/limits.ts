import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { day, plain } from "../words.ts";

/** What it must not be used for, what is known to be wrong with it, and which exceptions were signed. */
export function limits({ model, findings, waivers, trust }: DocumentFacts): Section {
  const blocks: Block[] = [
    model.inventory
      ? { kind: "text", text: `Limits of use: ${model.inventory.limits}` }
      : { kind: "note", text: "The inventory states no limits of use yet." },
    {
      kind: "table",
      title: "Findings",
      columns: ["Finding", "Severity", "Status", "Owner", "Due", "What came of it"],
      rows: findings.map((finding) => [
        finding.title,
        plain(finding.severity),
        plain(finding.status),
        finding.owner ?? "–",
        day(finding.dueAt),
        finding.resolution ?? finding.description,
      ]),
    },
    {
      kind: "table",
      title: "Waivers",
      columns: ["Reason", "Signed by", "From", "Until"],
      rows: waivers.map((waiver) => [waiver.reason, waiver.signedBy ?? "a former member", day(waiver.createdAt), day(waiver.expiresAt)]),
    },
  ];
  const missing = trust?.report.missing ?? [];
  if (missing.length > 0)
    blocks.push({ kind: "list", items: missing.map(({ section, message }) => `${plain(section)} was not measured: ${message}`) });
  return {
    id: "limits",
    title: "Limits, findings and exceptions",
    answers: { sr262: ["LIMITS", "GOVERNANCE"], ss123: ["4", "5"], annexIv: ["3", "5"] },
    blocks,
  };
}
