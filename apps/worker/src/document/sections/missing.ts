import type { Block } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";

type Trust = DocumentFacts["trust"];

/** Why a section of the trust report is not there. */
export function missingNote(trust: Trust, section: NonNullable<Trust>["report"]["missing"][number]["section"]): Block {
  if (!trust) return { kind: "note", text: "No trust report has been made of this version; make one, then this document again." };
  const told = trust.report.missing.find((missing) => missing.section === section);
  return { kind: "note", text: told?.message ?? "The trust report has no such section for this version." };
}
