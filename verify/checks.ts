import { pathToFileURL } from "node:url";

/** What must hold, whether it does, and the figure behind it. A claim about speed is marked, since a busy machine may break it. */
export type Check = [claim: string, holds: boolean, figure?: string, kind?: "speed"];

/** Prints one line a check. @returns whether all hold; on a shared CI machine a missed speed is said, not counted. */
export function finish(title: string, checks: readonly Check[]): boolean {
  const excused = process.env.CI === "true";
  for (const [claim, holds, figure, kind] of checks) {
    const verdict = holds ? "ok  " : kind === "speed" && excused ? "slow" : "FAIL";
    process.stdout.write(`${verdict} ${title}: ${claim}${figure === undefined ? "" : ` [${figure}]`}\n`);
  }
  return checks.length > 0 && checks.every(([, holds, , kind]) => holds || (kind === "speed" && excused));
}

/** Whether the file was started by itself rather than imported. */
export const isEntry = (url: string): boolean => pathToFileURL(process.argv[1] ?? "").href === url;

export const seconds = ({ startedAt, finishedAt }: { startedAt: Date | null; finishedAt: Date | null }): string =>
  startedAt && finishedAt ? ((finishedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1) : "-";
