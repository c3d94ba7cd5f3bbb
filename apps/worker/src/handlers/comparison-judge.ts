import { AppError, type CandidateResult, CandidateRunSpec, ComparisonSpec } from "@plimsoll/schema";
import { partsOf, runs } from "@plimsoll/schema/db";
import { inArray } from "drizzle-orm";
import { type Handler, plan } from "./handler.ts";
import { parentInput } from "./run-input.ts";

/** The answers of all candidates that came to an end -> the tests of their differences, and the verdict. */
export const judgeHandler: Handler = async ({ database, storage }, claim) => {
  const { training, candidates, metric } = await parentInput(database, claim, ComparisonSpec);
  const parts = await partsOf(database.db, claim.run.parentRunId ?? "");
  const judged = parts.filter(({ job, status }) => job === "model.validate" && status === "SUCCEEDED");
  const outputs = await database.db
    .select({ id: runs.id, output: runs.output })
    .from(runs)
    .where(
      inArray(
        runs.id,
        judged.map(({ id }) => id),
      ),
    );
  const shaOf = new Map(outputs.map(({ id, output }) => [id, output?.sha256]));
  const answers = await Promise.all(
    judged.map(async ({ id, input, result }) => {
      const { index, name } = CandidateRunSpec.parse(input);
      const sha256 = shaOf.get(id);
      if (!sha256) throw new AppError("NOT_READY", "input", `The answers of ${name} are gone. Submit the comparison again.`);
      const { folds } = result as CandidateResult;
      return { index, name, baseline: candidates[index]?.baseline ?? null, path: await storage.localPath(sha256), folds };
    }),
  );
  const task = {
    kind: "judge" as const,
    task: training.task,
    validation: training.validation,
    metric,
    candidates: answers.sort((a, b) => a.index - b.index).map(({ index: _index, ...candidate }) => candidate),
  };
  return plan<"judge">(task, async (result) => ({ result }));
};
