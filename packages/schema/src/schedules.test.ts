import { describe, expect, test } from "vitest";
import { type Cadence, nextDue } from "./schedules.ts";

const next = (cadence: Cadence, startsAt: string, after: string): string =>
  new Date(nextDue(cadence, Date.parse(startsAt), Date.parse(after))).toISOString().slice(0, 16);

describe("the next moment of a cadence", () => {
  test.each([
    ["HOURLY", "2026-01-05T02:30Z", "2026-01-05T02:29Z", "2026-01-05T02:30"],
    ["HOURLY", "2026-01-05T02:30Z", "2026-01-05T02:30Z", "2026-01-05T03:30"],
    ["DAILY", "2026-01-05T02:30Z", "2026-03-01T12:00Z", "2026-03-02T02:30"],
    ["WEEKLY", "2026-01-05T02:30Z", "2026-01-12T02:29Z", "2026-01-12T02:30"],
    // 9 January 2026 is a Friday, 10 January a Saturday.
    ["WEEKDAYS", "2026-01-05T18:00Z", "2026-01-09T18:00Z", "2026-01-12T18:00"],
    ["WEEKDAYS", "2026-01-10T18:00Z", "2026-01-01T00:00Z", "2026-01-12T18:00"],
    ["MONTHLY", "2026-01-31T06:00Z", "2026-01-31T06:00Z", "2026-02-28T06:00"],
    ["MONTHLY", "2026-01-31T06:00Z", "2026-02-28T06:00Z", "2026-03-31T06:00"],
    ["MONTHLY", "2026-01-15T06:00Z", "2027-12-20T00:00Z", "2028-01-15T06:00"],
    ["MONTHLY", "2026-03-15T06:00Z", "2026-01-01T00:00Z", "2026-03-15T06:00"],
  ] as const)("%s from %s after %s is %s", (cadence, startsAt, after, due) => {
    expect(next(cadence, startsAt, after)).toBe(due);
  });

  test("a schedule that was missed for a year is due once, at a moment of its own", () => {
    expect(next("DAILY", "2025-01-01T05:00Z", "2026-01-01T04:59Z")).toBe("2026-01-01T05:00");
  });
});
