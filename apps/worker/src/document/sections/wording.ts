import type { ActionRule, MappedReason } from "@plimsoll/schema";
import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { chosen, count, moment } from "../words.ts";

const MOST_REASONS = 100;

/** What declined people are told, and what they are advised to do: the words and the rules in force. */
export function wording({ wording: words, recourseRules, version: { signature } }: DocumentFacts): Section {
  const blocks: Block[] = [];
  if (words) {
    blocks.push({
      kind: "text",
      text: `Reasons are given in the words of mapping version ${words.version}, saved ${moment(words.savedAt)} by ${words.savedBy ?? "a former member"}, in ${words.languages.join(", ")}. A decline whose reason has no sentence is refused.`,
    });
    blocks.push({
      kind: "table",
      title: "Reasons of a decline, as people read them",
      columns: ["Feature", "Code", "Language", "Sentence"],
      rows: words.reasons.slice(0, MOST_REASONS).flatMap(lines),
    });
    if (words.reasons.length > MOST_REASONS)
      blocks.push({ kind: "text", text: `The first ${MOST_REASONS} of ${count(words.reasons.length)} features are listed.` });
    if (words.gaps.length > 0)
      blocks.push({
        kind: "note",
        text: `Without a sentence: ${words.gaps.map(({ feature, languages }) => `${feature} (${languages.join(", ")})`).join("; ")}.`,
      });
  } else {
    blocks.push({
      kind: "note",
      text: "No reason mapping is saved: reasons name the column, its value and the reference, in no lender's words.",
    });
  }
  if (recourseRules) {
    blocks.push({
      kind: "text",
      text: `Advice after a decline keeps to recourse rules version ${recourseRules.version}, saved ${moment(recourseRules.savedAt)} by ${recourseRules.savedBy ?? "a former member"}. A column that is not listed never changes; going beyond the rules takes a reason on record.`,
    });
    blocks.push({
      kind: "table",
      title: "What applicants can do",
      columns: ["Column", "May change", "Within", "Effort"],
      numeric: [false, false, false, true],
      rows: recourseRules.rules.map((rule) => [rule.column, wayOf(rule), boundsOf(rule), chosen(rule.effort)]),
    });
  } else if (signature?.task === "BINARY") {
    blocks.push({ kind: "note", text: "No recourse rules are saved: each question says for itself what may change." });
  }
  return {
    id: "wording",
    title: "Reasons in words and recourse",
    answers: { sr262: ["DEVELOPMENT", "LIMITS"], ss123: ["3", "5"], annexIv: ["2", "3"] },
    blocks,
  };
}

const lines = ({ feature, code, raises }: MappedReason): string[][] =>
  raises.map(({ language, text }, at) => (at === 0 ? [feature, code ?? "–", language, text] : ["", "", language, text]));

function wayOf(rule: ActionRule): string {
  if (rule.kind === "FLAG") return `to ${rule.to ? "true" : "false"}`;
  if (rule.kind === "CATEGORY") return rule.isOrdered ? "onwards in order" : "to another value";
  return { UP: "upwards", DOWN: "downwards", BOTH: "both ways" }[rule.direction];
}

function boundsOf(rule: ActionRule): string {
  if (rule.kind === "FLAG") return "–";
  if (rule.kind === "CATEGORY") return rule.values?.join(", ") ?? "values of the training rows";
  const parts = [
    rule.direction === "UP" ? "" : `at least ${rule.min == null ? "the 1 % quantile" : chosen(rule.min)}`,
    rule.direction === "DOWN" ? "" : `at most ${rule.max == null ? "the 99 % quantile" : chosen(rule.max)}`,
    rule.step == null ? "" : `steps of ${chosen(rule.step)}`,
  ];
  return parts.filter(Boolean).join(", ");
}
