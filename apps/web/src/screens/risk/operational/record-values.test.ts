import { expect, test } from "vitest";
import { readValues } from "./record-values.ts";

test("two columns pasted from a spreadsheet are values at midnight, UTC; a moment stays itself", () => {
  expect(readValues("2026-01-31\t4.2\n2026-02-28T12:00:00Z; 5\n")).toEqual({
    values: [
      { at: "2026-01-31T00:00:00Z", value: 4.2 },
      { at: "2026-02-28T12:00:00Z", value: 5 },
    ],
    problem: null,
  });
});

test("a line that is no day with its value is named, and nothing of the rest is taken", () => {
  expect(readValues("2026-01-31 4.2\n31.1.2026 4")).toMatchObject({ values: [], problem: expect.stringContaining("'31.1.2026 4'") });
  expect(readValues("2026-13-45 4").problem).toContain("2026-13-45");
  expect(readValues(" ").problem).toContain("at least one");
});
