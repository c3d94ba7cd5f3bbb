import { expect, test } from "vitest";
import { tallyReport, type VitestReport } from "./vitest-stage.ts";

const file = (status: string, statuses: string[], message = ""): VitestReport["testResults"][number] => ({
  name: "/repo/a.test.ts",
  status,
  message,
  assertionResults: statuses.map((one, index) => ({
    status: one,
    fullName: `test ${index}`,
    failureMessages: one === "failed" ? ["expected 1"] : [],
  })),
});
const tally = (...testResults: VitestReport["testResults"]) => tallyReport({ testResults }, "/repo");

test("tests are counted one by one, and what failed is named with its file", () => {
  const { detail, ...counts } = tally(file("failed", ["passed", "failed", "pending", "todo"]), file("passed", ["passed"]));
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2 });
  expect(detail).toContain("a.test.ts > test 1\n  expected 1");
});

test("a file that does not load is a failure although no test of it ran", () => {
  expect(tally(file("failed", [], "Cannot find module"))).toMatchObject({
    passed: 0,
    failed: 1,
    detail: expect.stringContaining("Cannot find module"),
  });
});

test("a file whose hooks failed is a failure although its tests were skipped", () => {
  expect(tally(file("failed", ["skipped"], "beforeAll"))).toMatchObject({ failed: 1, skipped: 1 });
});

test("a report without tests is a failure", () => {
  expect(tally()).toMatchObject({ failed: 1 });
});
