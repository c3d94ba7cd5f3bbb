import type { Column, NumericType, Table } from "@plimsoll/features";
import { describe, expect, it, test } from "vitest";
import { importLosses } from "./import-losses.ts";
import { cellLosses, lossMatrix } from "./loss-register.ts";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const NOW = day("2025-06-30");

function text(name: string, values: (string | null)[]): Column {
  const dictionary = [...new Set(values.filter((value) => value !== null))];
  return { name, type: "STRING", codes: Int32Array.from(values, (value) => (value === null ? -1 : dictionary.indexOf(value))), dictionary };
}
const numbers = (name: string, type: NumericType, values: (number | null)[]): Column => ({
  name,
  type,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});
const dates = (name: string, values: (string | null)[]) =>
  numbers(
    name,
    "DATE",
    values.map((value) => (value === null ? null : day(value))),
  );

function table(...columns: Column[]): Table {
  const [first] = columns;
  return { rowCount: first?.type === "STRING" ? first.codes.length : (first?.values.length ?? 0), columns };
}

const mapping = { eventType: { column: "type" }, occurred: "date", gross: "gross", reportingCurrency: "EUR" };

it("reads codes, titles, abbreviations, numbers and own words; converts currencies; net is gross less recoveries", () => {
  const { register, issues, nRefused } = importLosses(
    table(
      text("type", ["INTERNAL_FRAUD", "External Fraud", "edpm", "4", "theft"]),
      text("line", ["retail banking", "TS", null, "8", "Agency-Services"]),
      dates("date", ["2023-01-05", "2023-02-01", "2024-03-01", "2024-04-01", "2024-05-01"]),
      numbers("gross", "FLOAT", [1000, 200, 500, 40, 70]),
      numbers("back", "INTEGER", [null, 50, 500, null, null]),
      text("money", ["EUR", "USD", "EUR", "EUR", null]),
    ),
    {
      ...mapping,
      businessLine: { column: "line" },
      recovery: "back",
      currency: { column: "money" },
      rates: [{ currency: "USD", rate: 0.5 }],
      eventTypeWords: [{ text: "Theft", code: "EXTERNAL_FRAUD" }],
    },
    { now: NOW },
  );
  expect(issues).toEqual([]);
  expect(nRefused).toBe(0);
  expect([...register.eventType]).toEqual([0, 1, 6, 3, 1]);
  expect([...register.businessLine]).toEqual([2, 1, 255, 7, 5]);
  expect([...register.net]).toEqual([1000, 75, 0, 40, 70]);
  expect(lossMatrix(register).map(({ eventType, businessLine, count, gross }) => [eventType, businessLine, count, gross])).toEqual([
    ["INTERNAL_FRAUD", "RETAIL_BANKING", 1, 1000],
    ["EXTERNAL_FRAUD", "TRADING_SALES", 1, 100],
    ["EXTERNAL_FRAUD", "AGENCY_SERVICES", 1, 70],
    ["CLIENTS_PRODUCTS", "RETAIL_BROKERAGE", 1, 40],
    ["EXECUTION_DELIVERY", null, 1, 500],
  ]);
  const { counts, losses, nLeftOut } = cellLosses(register, { fromYear: 2022, toYear: 2024, amount: "NET" });
  expect([...counts]).toEqual([0, 2, 2]);
  expect([...losses]).toEqual([1000, 75, 40, 70]);
  expect(nLeftOut).toBe(1);
  expect([...cellLosses(register, { eventType: "EXTERNAL_FRAUD", fromYear: 2024, toYear: 2024 }).losses]).toEqual([70]);
  expect(() => cellLosses(register, { fromYear: 2024, toYear: 2020 })).toThrow("first to last");
});

describe("each error keeps its row out and says why", () => {
  const good = {
    type: "IF",
    date: "2024-01-01",
    found: "2024-01-02",
    booked: "2024-01-03",
    gross: 100,
    back: 10,
    insured: 5,
    net: 85,
    money: "EUR",
    id: "a",
  };
  const bad = (row: Partial<Record<keyof typeof good, string | number | null>>) => {
    const rows = [good, { ...good, id: "b", gross: 101, net: 86, ...row }];
    const pick = (name: keyof typeof good) => rows.map((entry) => entry[name]);
    return importLosses(
      table(
        text("type", pick("type") as string[]),
        dates("date", pick("date") as string[]),
        dates("found", pick("found") as string[]),
        dates("booked", pick("booked") as string[]),
        ...(["gross", "back", "insured", "net"] as const).map((name) => numbers(name, "FLOAT", pick(name) as number[])),
        text("money", pick("money") as string[]),
        text("id", pick("id") as string[]),
      ),
      {
        ...mapping,
        discovered: "found",
        accounted: "booked",
        recovery: "back",
        insuranceRecovery: "insured",
        net: "net",
        currency: { column: "money" },
        id: "id",
        threshold: 50,
      },
      { now: NOW },
    );
  };

  test.each([
    [{}, null],
    [{ type: "weather" }, "UNKNOWN_EVENT_TYPE"],
    [{ type: null }, "UNKNOWN_EVENT_TYPE"],
    [{ gross: null }, "MISSING_AMOUNT"],
    [{ gross: 0 }, "NOT_POSITIVE"],
    [{ back: -1, net: 97 }, "NEGATIVE_RECOVERY"],
    [{ back: 200 }, "RECOVERY_ABOVE_GROSS"],
    [{ net: 80 }, "NET_MISMATCH"],
    [{ money: "GBP" }, "UNKNOWN_CURRENCY"],
    [{ date: null, found: null, booked: null }, "MISSING_DATE"],
    [{ found: "2023-12-31" }, "DATES_OUT_OF_ORDER"],
    [{ booked: "2023-12-31" }, "DATES_OUT_OF_ORDER"],
    [{ booked: "2025-07-01" }, "FUTURE_DATE"],
    [{ id: "a" }, "DUPLICATE_ID"],
  ])("%j: %s", (row, code) => {
    const { register, issues, nRefused, counts } = bad(row);
    expect(nRefused).toBe(code === null ? 0 : 1);
    expect(register.nLosses).toBe(code === null ? 2 : 1);
    if (code === null) return;
    expect(issues[0]).toMatchObject({ row: 1, code, level: "ERROR", message: expect.any(String) });
    expect(counts[code as keyof typeof counts]).toBe(1);
  });

  test.each([
    [{ gross: 20, back: 0, insured: 0, net: 20 }, "BELOW_THRESHOLD"],
    [{ booked: "2024-01-01" }, "DATES_OUT_OF_ORDER"],
    [{ id: null }, null],
  ])("%j is a warning, and the row stays", (row, code) => {
    const { register, issues } = bad(row);
    expect(register.nLosses).toBe(2);
    expect(issues.map((issue) => issue.code)).toEqual(code === null ? [] : [code]);
    expect(issues.every(({ level }) => level === "WARNING")).toBe(true);
  });
});

it("rows alike are said where there are no ids; the list of issues has a limit, their counts have none", () => {
  const { register, issues, counts } = importLosses(
    table(
      text("type", new Array(10).fill("IF")),
      dates("date", new Array(10).fill("2024-01-01")),
      numbers("gross", "INTEGER", new Array(10).fill(7)),
    ),
    mapping,
    { now: NOW, maxIssues: 3 },
  );
  expect(register.nLosses).toBe(10);
  expect(issues).toHaveLength(3);
  expect(counts).toEqual({ POSSIBLE_DUPLICATE: 9 });
});

it("losses below a threshold stay out of a fit, which may not ask below the register's own", () => {
  const { register } = importLosses(
    table(
      text("type", ["IF", "IF", "IF"]),
      dates("date", ["2024-01-01", "2024-01-02", "2024-01-03"]),
      numbers("gross", "INTEGER", [5, 20, 50]),
    ),
    { ...mapping, threshold: 10 },
    { now: NOW },
  );
  expect([...cellLosses(register, { fromYear: 2024, toYear: 2024 }).losses]).toEqual([20, 50]);
  expect([...cellLosses(register, { fromYear: 2024, toYear: 2024, threshold: 30 }).losses]).toEqual([50]);
  expect(() => cellLosses(register, { fromYear: 2024, toYear: 2024, threshold: 5 })).toThrow("complete from 10");
});

test.each([
  [{ ...mapping, gross: "grose" }, "UNKNOWN_COLUMN"],
  [{ ...mapping, gross: "type" }, "TYPE_MISMATCH"],
  [{ ...mapping, occurred: "gross" }, "TYPE_MISMATCH"],
  [{ ...mapping, eventTypeWords: [{ text: "a", code: "B" }] }, "INVALID_INPUT"],
  [{ gross: "gross" }, "INVALID_INPUT"],
])("the mapping %j is refused as %s", (given, code) => {
  const data = table(text("type", ["IF"]), dates("date", ["2024-01-01"]), numbers("gross", "INTEGER", [5]));
  expect(() => importLosses(data, given, { now: NOW })).toThrow(expect.objectContaining({ code, kind: "input" }));
});
