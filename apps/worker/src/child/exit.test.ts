import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRetryable } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { judgeExit } from "./exit.ts";
import { openMemoryGroup } from "./memory-group.ts";

const noLimits = { heapMb: null, groupMb: null };
const exit = { code: null, signal: null, stderr: "", groupKill: false };

describe("judgement of a child's end", () => {
  test.each([
    [
      "an exhausted heap",
      { ...exit, signal: "SIGABRT", stderr: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" },
      { heapMb: 256, groupMb: null },
      "256 MB",
    ],
    ["an exhausted heap told by code 134", { ...exit, code: 134, stderr: "JavaScript heap out of memory" }, noLimits, "heap limit"],
    [
      "a failed native allocation",
      { ...exit, signal: "SIGABRT", stderr: "terminate called after throwing an instance of 'std::bad_alloc'" },
      noLimits,
      "memory",
    ],
    ["a kill by the memory group", { ...exit, signal: "SIGKILL", groupKill: true }, { heapMb: null, groupMb: 512 }, "512 MB"],
  ])("%s is OUT_OF_MEMORY with the limit, and final", (_title, facts, limits, text) => {
    const error = judgeExit(facts, limits);
    expect(error).toMatchObject({ code: "OUT_OF_MEMORY", message: expect.stringContaining(text) });
    expect(isRetryable(error)).toBe(false);
  });

  test.each([
    ["a kill from outside", { ...exit, signal: "SIGKILL" }, "SIGKILL"],
    ["a crash", { ...exit, signal: "SIGSEGV" }, "SIGSEGV"],
    ["an exit without a result", { ...exit, code: 0 }, "exit code 0"],
    ["an abort for another reason", { ...exit, signal: "SIGABRT", stderr: "Check failed: index < size" }, "SIGABRT"],
  ])("%s is TRAINER_KILLED, and another attempt may help", (_title, facts, text) => {
    const error = judgeExit(facts, noLimits);
    expect(error).toMatchObject({ code: "TRAINER_KILLED", message: expect.stringContaining(text) });
    expect(isRetryable(error)).toBe(true);
  });
});

test("the memory group's kills and limit are read where the kernel shows them, and missing files mean none", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-group-"));
  const group = openMemoryGroup(folder, join(folder, "self"));
  expect([group.kills(), group.limitMb()]).toEqual([0, null]);
  await writeFile(join(folder, "memory.events"), "low 0\noom 2\noom_kill 3\n");
  await writeFile(join(folder, "memory.max"), "536870912\n");
  expect([group.kills(), group.limitMb()]).toEqual([3, 512]);
  await writeFile(join(folder, "memory.max"), "max\n");
  expect(group.limitMb()).toBeNull();
  await rm(folder, { recursive: true });
});
