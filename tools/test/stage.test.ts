import { expect, test } from "vitest";
import { countLine, failedOne, passedOne, runStages, skippedOne } from "./stage.ts";

const run = async (...tallies: (() => Promise<typeof passedOne>)[]) => {
  let printed = "";
  const total = await runStages(
    tallies.map((stage, index) => ({ name: `stage ${index}`, run: stage })),
    (text) => {
      printed += text;
    },
  );
  return { total, printed };
};

test("the counts of all stages are summed and skips are shown only where there are some", async () => {
  const { total } = await run(
    async () => ({ passed: 10, failed: 0, skipped: 0 }),
    async () => passedOne,
  );
  expect(countLine(total)).toBe("11 passed, 0 failed");
  expect(countLine((await run(async () => skippedOne("no browser"))).total)).toBe("0 passed, 0 failed, 1 skipped");
});

test("a stage that crashes is a failure and the next one still runs", async () => {
  const { total, printed } = await run(
    () => Promise.reject(new Error("no such program")),
    async () => passedOne,
  );
  expect(countLine(total)).toBe("1 passed, 1 failed");
  expect(printed).toContain("no such program");
});

test("a failure shows its reason below the stage's line", async () => {
  const { printed } = await run(async () => failedOne("first\nsecond"));
  expect(printed).toMatch(/^FAIL stage 0 .*0 passed, 1 failed.*\n {5}first\n {5}second\n$/);
});
