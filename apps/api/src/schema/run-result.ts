import type { ApiContext } from "../context.ts";
import type { RunRecord } from "../loaders.ts";

/** What a run of that job came to, in the shape of its job; null for other jobs and until it has succeeded. */
export async function resultOf<Result>(run: RunRecord, job: RunRecord["job"], { loaders }: ApiContext): Promise<Result | null> {
  if (run.job !== job || run.status !== "SUCCEEDED") return null;
  return ((await loaders.runResult.load(run.id))?.result ?? null) as Result | null;
}
