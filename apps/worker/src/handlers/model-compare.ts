import {
  AppError,
  type CandidateResult,
  type ComparedCandidate,
  type ComparisonResult,
  ComparisonSpec,
  isTerminal,
} from "@plimsoll/schema";
import { type PartRow, partsOf, submitPart } from "@plimsoll/schema/db";
import type { TaskResults } from "../messages.ts";
import type { Coordinator } from "./handler.ts";
import { pace } from "./pace.ts";
import { parseInput } from "./run-input.ts";

/** Candidates that may be queued or running at once, so that other runs find a free worker too. */
const PARALLEL = 4;
/** Errors that lie in what all candidates have in common: none of them can come to an end. */
const COMMON_ERRORS: ReadonlySet<string> = new Set([
  "UNKNOWN_COLUMN",
  "MISSING_COLUMN",
  "TYPE_MISMATCH",
  "NOT_READY",
  "DEGENERATE_TARGET",
  "EXPECTATION_FAILED",
]);
/** Share of the work that the tests at the end are. */
const JUDGING = 0.05;

/** Candidates -> each trained and judged on every fold by a run of its own, then the tests of their differences by one more. */
export const compareCoordinator: Coordinator = async ({ database }, claim) => {
  const spec = parseInput(ComparisonSpec, claim);
  const parts = await partsOf(database.db, claim.run.id);
  const byIndex = new Map(parts.filter(({ job }) => job === "model.validate").map((part) => [Number(part.input.index), part]));
  const done = [...byIndex.values()].reduce((sum, { status, progress }) => sum + (isTerminal(status) ? 1 : progress), 0);
  const total = spec.candidates.length * (1 + JUDGING);
  const judge = parts.find(({ job }) => job === "comparison.judge");
  if (judge) {
    if (judge.status === "SUCCEEDED") return { type: "done", register: async () => ({ result: resultOf(spec, byIndex, judge) }) };
    if (isTerminal(judge.status)) throw failedAs(judge, "The candidates were judged, but their comparison failed.");
    return { type: "waiting", phase: "Testing the differences", ...pace(claim, done, total) };
  }

  const ended = [...byIndex.values()].filter(({ status }) => isTerminal(status));
  const succeeded = ended.filter(({ status }) => status === "SUCCEEDED");
  const failed = ended.find(({ status }) => status !== "SUCCEEDED");
  if (failed?.error && COMMON_ERRORS.has(failed.error.code)) throw failedAs(failed, `Candidate ${failed.input.name}:`);
  if (ended.length === spec.candidates.length) {
    if (succeeded.length < 2 && failed) throw failedAs(failed, `Of ${ended.length} candidates ${succeeded.length} came to an end.`);
    await database.transaction((tx) => submitPart(tx, claim, { name: "judge", job: "comparison.judge", input: {} }));
    return { type: "waiting", phase: "Testing the differences", ...pace(claim, done, total) };
  }
  let busy = byIndex.size - ended.length;
  for (const [index, { name }] of spec.candidates.entries()) {
    if (busy >= PARALLEL) break;
    if (byIndex.has(index)) continue;
    await database.transaction((tx) =>
      submitPart(tx, claim, { name: `candidate/${index}`, job: "model.validate", input: { index, name } }),
    );
    busy++;
  }
  return { type: "waiting", phase: "Training on folds", ...pace(claim, done, total) };
};

const failedAs = ({ error }: PartRow, what: string): AppError =>
  new AppError(error?.code ?? "CANCELLED", "data", `${what} ${error?.message ?? "A part of it was cancelled."}`);

function resultOf(spec: ComparisonSpec, byIndex: ReadonlyMap<number, PartRow>, judge: PartRow): ComparisonResult {
  const { models, ...judged } = judge.result as TaskResults["judge"];
  const candidates = spec.candidates.map(({ name, baseline, architecture }, index): ComparedCandidate => {
    const part = byIndex.get(index);
    const { folds = [] } = (part?.result ?? {}) as Partial<CandidateResult>;
    const model = models.find((one) => one.name === name);
    return {
      name,
      baseline,
      architecture,
      runId: part?.id ?? null,
      mean: model?.mean ?? null,
      low: model?.low ?? null,
      high: model?.high ?? null,
      folds,
      seconds: folds.reduce((sum, { seconds }) => sum + seconds, 0),
      error: part?.error ?? null,
    };
  });
  const { task, validation } = spec.training;
  return { task, method: validation.method, metric: spec.metric, candidates, ...judged };
}
