import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runCommand } from "../start/command.ts";
import { lastPart } from "./command-stage.ts";
import { failedOne, type Stage, type Tally } from "./stage.ts";

/** The part we read of vitest's JSON report. */
export interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** One vitest project as a stage, counted test by test. */
export function vitestStage(project: string, root: string, timeoutMs: number): Stage {
  return {
    name: project,
    async run() {
      const folder = mkdtempSync(join(tmpdir(), "plimsoll-vitest-"));
      try {
        const report = join(folder, "report.json");
        const args = ["node_modules/vitest/vitest.mjs", "run", "--project", project, "--reporter=json", `--outputFile=${report}`];
        const { exitCode, output } = await runCommand(process.execPath, args, { cwd: root, timeoutMs });
        const tally = readTally(report, root);
        if (!tally) return failedOne(lastPart(output));
        // Errors outside of any test (an unhandled rejection, say) show in the exit code alone.
        if (exitCode !== 0 && tally.failed === 0) return { ...tally, failed: 1, detail: lastPart(output) };
        return tally;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

function readTally(path: string, root: string): Tally | null {
  try {
    return tallyReport(JSON.parse(readFileSync(path, "utf8")) as VitestReport, root);
  } catch {
    return null;
  }
}

/** Counts a report. A file that could not be loaded counts as one failure; so does a report without any test. */
export function tallyReport(report: VitestReport, root: string): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  for (const file of report.testResults) {
    const name = relative(root, file.name);
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed")) {
      tally.failed++;
      failures.push(`${name}\n  ${firstLines(file.message)}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === "passed") tally.passed++;
      else if (test.status === "failed") {
        tally.failed++;
        failures.push(`${name} > ${test.fullName}\n  ${firstLines(test.failureMessages.join("\n"))}`);
      } else tally.skipped++;
    }
  }
  if (report.testResults.length === 0) return failedOne("No test was found.");
  return failures.length > 0 ? { ...tally, detail: failures.join("\n") } : tally;
}

function firstLines(text: string): string {
  return text.split("\n").slice(0, 8).join("\n  ");
}
