import type { ImportLossesInput, LossMappingInput } from "@/generated/graphql.ts";
import { type FormReader, formReader } from "../../../lib/form-reader.ts";
import type { SeriesDataset } from "../series-draft.ts";
import type { FormReading } from "../use-submit-run.ts";

/** A choice of "column X" or "all rows are V", as one text; empty = neither. */
export const columnSource = (name: string): string => `column:${name}`;
export const valueSource = (code: string): string => `value:${code}`;

export interface ImportDraft {
  name: string;
  id: string;
  eventType: string;
  businessLine: string;
  occurred: string;
  discovered: string;
  accounted: string;
  gross: string;
  recovery: string;
  insuranceRecovery: string;
  net: string;
  currency: string;
  reportingCurrency: string;
  rates: string;
  eventTypeWords: string;
  businessLineWords: string;
  threshold: string;
}

/** A column whose name says what it holds. */
const GUESSES = {
  id: /^(id|.*_id|loss.?id|event.?id|number|nr)$/i,
  eventType: /event|risk.?type|category/i,
  businessLine: /business|line|unit/i,
  occurred: /occur|event.?date|^date$|^day$/i,
  discovered: /discover|detect/i,
  accounted: /account|book|post/i,
  gross: /gross|^loss$|^amount$|^total$|loss.?amount/i,
  insuranceRecovery: /insur/i,
  recovery: /recover/i,
  net: /^net|net.?loss/i,
  currency: /currency|^ccy$/i,
} as const;
type Guessed = keyof typeof GUESSES;

const NEEDS: Partial<Record<Guessed, readonly string[]>> = {
  occurred: ["DATE", "TIMESTAMP"],
  discovered: ["DATE", "TIMESTAMP"],
  accounted: ["DATE", "TIMESTAMP"],
  gross: ["INTEGER", "FLOAT"],
  recovery: ["INTEGER", "FLOAT"],
  insuranceRecovery: ["INTEGER", "FLOAT"],
  net: ["INTEGER", "FLOAT"],
};

/** Proposed from the columns' names and types; a column is proposed once. */
export function newImportDraft({ name, columns }: Pick<SeriesDataset, "name" | "columns">): ImportDraft {
  const taken = new Set<string>();
  const guess = (what: Guessed): string => {
    const found = columns.find(
      (column) => !taken.has(column.name) && GUESSES[what].test(column.name) && (NEEDS[what]?.includes(column.type) ?? true),
    );
    if (found) taken.add(found.name);
    return found?.name ?? "";
  };
  // The order matters: what is more specific is asked first.
  const found = Object.fromEntries((Object.keys(GUESSES) as Guessed[]).map((what) => [what, guess(what)])) as Record<Guessed, string>;
  const source = (column: string): string => (column ? columnSource(column) : "");
  return {
    name,
    ...found,
    eventType: source(found.eventType),
    businessLine: source(found.businessLine),
    currency: source(found.currency),
    reportingCurrency: "EUR",
    rates: "",
    eventTypeWords: "",
    businessLineWords: "",
    threshold: "0",
  };
}

function sourceOf(text: string): { column: string } | { value: string } | undefined {
  if (text.startsWith("column:")) return { column: text.slice("column:".length) };
  return text.startsWith("value:") ? { value: text.slice("value:".length) } : undefined;
}

/** Lines of "words = CODE" or "USD = 0.92". */
function pairs(path: string, text: string, read: FormReader): { left: string; right: string }[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .flatMap((line) => {
      const at = line.lastIndexOf("=");
      const [left, right] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
      if (at > 0 && left && right) return [{ left, right }];
      read.problems[path] = `'${line}' has no '='. Write what the register says, =, what it stands for.`;
      return [];
    });
}

export function readImport(draft: ImportDraft, datasetId: string): FormReading<ImportLossesInput> {
  const read = formReader();
  const name = read.text("name", draft.name, true) ?? "";
  const eventType = sourceOf(draft.eventType);
  if (!eventType) read.problems["mapping.eventType"] = "Choose a column, or one event type for all rows.";
  const gross = read.text("mapping.gross", draft.gross, true) ?? "";
  const column = (text: string): string | undefined => text || undefined;
  const words = (field: "eventTypeWords" | "businessLineWords") =>
    pairs(`mapping.${field}`, draft[field], read).map(({ left, right }) => ({
      text: left,
      code: right.toUpperCase().replaceAll(" ", "_"),
    }));
  const mapping: LossMappingInput = {
    id: column(draft.id),
    eventType: eventType ?? {},
    businessLine: sourceOf(draft.businessLine),
    occurred: column(draft.occurred),
    discovered: column(draft.discovered),
    accounted: column(draft.accounted),
    gross,
    recovery: column(draft.recovery),
    insuranceRecovery: column(draft.insuranceRecovery),
    net: column(draft.net),
    currency: sourceOf(draft.currency),
    reportingCurrency: column(draft.reportingCurrency.trim().toUpperCase()),
    rates: pairs("mapping.rates", draft.rates, read).map(({ left, right }) => ({
      currency: left.toUpperCase(),
      rate: read.number("mapping.rates", right) ?? 0,
    })),
    eventTypeWords: words("eventTypeWords"),
    businessLineWords: words("businessLineWords"),
    threshold: read.number("mapping.threshold", draft.threshold),
  };
  return { input: { name, datasetId, mapping }, problems: read.problems };
}
