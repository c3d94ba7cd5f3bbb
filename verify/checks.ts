import { pathToFileURL } from "node:url";

/** What must hold, whether it does, and the figure behind it. */
export type Check = [claim: string, holds: boolean, figure?: string];

/** Prints one line a check. @returns whether all hold. */
export function finish(title: string, checks: readonly Check[]): boolean {
  for (const [claim, holds, figure] of checks)
    process.stdout.write(`${holds ? "ok  " : "FAIL"} ${title}: ${claim}${figure === undefined ? "" : ` [${figure}]`}\n`);
  return checks.length > 0 && checks.every(([, holds]) => holds);
}

/** Whether the file was started by itself rather than imported. */
export const isEntry = (url: string): boolean => pathToFileURL(process.argv[1] ?? "").href === url;

export const seconds = ({ startedAt, finishedAt }: { startedAt: Date | null; finishedAt: Date | null }): string =>
  startedAt && finishedAt ? ((finishedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1) : "-";
