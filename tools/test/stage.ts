/** What a stage counted. `detail` is printed below its line, for what failed or was left out. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
  detail?: string;
}

export interface Stage {
  name: string;
  run(): Promise<Tally>;
}

export const passedOne: Tally = { passed: 1, failed: 0, skipped: 0 };
export const failedOne = (detail: string): Tally => ({ passed: 0, failed: 1, skipped: 0, detail });
export const skippedOne = (detail: string): Tally => ({ passed: 0, failed: 0, skipped: 1, detail });

export function sum(tallies: Tally[]): Tally {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** `12 passed, 0 failed`, with `, 1 skipped` where something was. */
export function countLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * Runs the stages one after another, a line each. A stage that throws counts as one failure and keeps no other from running.
 * @returns the sum of all.
 */
export async function runStages(stages: Stage[], write: (text: string) => void): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const stage of stages) {
    const began = performance.now();
    const tally = await stage
      .run()
      .catch((error: unknown) => failedOne(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    tallies.push(tally);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    write(`${tally.failed > 0 ? "FAIL" : "ok  "} ${stage.name.padEnd(14)} ${countLine(tally)} (${seconds} s)\n`);
    if (tally.detail) write(`${tally.detail.replace(/^/gm, "     ")}\n`);
  }
  return sum(tallies);
}
