import { expect, test } from "vitest";
import { newImportDraft, readImport, valueSource } from "./import-draft.ts";

const column = (name: string, type: "STRING" | "DATE" | "FLOAT") => ({
  name,
  type,
  position: 0,
  missingCount: 0,
  distinctCount: 1,
  distinctExact: true,
  min: 0,
  max: 1,
  mean: 0,
  std: 0,
  hints: [],
  quantiles: [],
  topValues: [],
  histogram: [],
});
const columns = [
  column("loss_id", "STRING"),
  column("Event type", "STRING"),
  column("Business line", "STRING"),
  column("Date", "DATE"),
  column("Gross loss", "FLOAT"),
  column("Insurance recovery", "FLOAT"),
  column("Recovery", "FLOAT"),
];

test("columns are proposed by name and type, each once", () => {
  const draft = newImportDraft({ name: "2024 losses", columns });
  const { input, problems } = readImport(draft, "ds_1");
  expect(problems).toEqual({});
  expect(input).toMatchObject({
    name: "2024 losses",
    mapping: {
      id: "loss_id",
      eventType: { column: "Event type" },
      businessLine: { column: "Business line" },
      occurred: "Date",
      gross: "Gross loss",
      insuranceRecovery: "Insurance recovery",
      recovery: "Recovery",
      reportingCurrency: "EUR",
      threshold: 0,
    },
  });
});

test("one event type for all rows, rates and a register's own words are read as typed", () => {
  const draft = { ...newImportDraft({ name: "fire", columns: [column("Total", "FLOAT")] }), eventType: valueSource("PHYSICAL_ASSETS") };
  const { input, problems } = readImport({ ...draft, rates: "usd = 0.92", businessLineWords: "Retail = retail banking" }, "ds_1");
  expect(problems).toEqual({});
  expect(input.mapping).toMatchObject({
    eventType: { value: "PHYSICAL_ASSETS" },
    gross: "Total",
    rates: [{ currency: "USD", rate: 0.92 }],
    businessLineWords: [{ text: "Retail", code: "RETAIL_BANKING" }],
  });
});

test("what is missing or unreadable is told at its field", () => {
  const draft = newImportDraft({ name: "", columns: [column("x", "STRING")] });
  expect(Object.keys(readImport({ ...draft, rates: "usd 0.9", threshold: "much" }, "ds_1").problems).sort()).toEqual([
    "mapping.eventType",
    "mapping.gross",
    "mapping.rates",
    "mapping.threshold",
    "name",
  ]);
});
