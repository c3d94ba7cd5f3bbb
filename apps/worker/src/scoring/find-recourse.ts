import { type ColumnScale, narrowRules, parseActionRules, recourse } from "@plimsoll/ml";
import { type ActionRule, AppError, type RecourseRequest, type RecourseResponse } from "@plimsoll/schema";
import type { LoadGate } from "./micro-batcher.ts";
import type { ModelCache } from "./model-cache.ts";
import { recordsToScore } from "./raw-rows.ts";
import type { ScoringModel } from "./scoring-model.ts";

/** Rows decided at most: bounds the time that one question takes from the others. */
const BUDGET = 10_000;

/**
 * The cheapest changes that the version would approve, by the model's stored rules, the caller's, or both.
 * @throws AppError INVALID_INPUT for rules, a row or a version that do not fit, and for a call that goes beyond the stored rules while nobody signs for it.
 */
export function findRecourse(
  cache: ModelCache,
  gate: LoadGate,
  { workspaceId, modelVersionId, row, plans, maxChanges, ...asked }: RecourseRequest,
): Promise<RecourseResponse> {
  const leave = gate.enter(BUDGET);
  return cache
    .with(workspaceId, modelVersionId, async ({ model }) => {
      const { scales } = model.manifest;
      if (!scales)
        throw new AppError(
          "INVALID_INPUT",
          "input",
          "This version was stored without the scales that changes are measured by. Train it again, then ask once more.",
          { path: ["modelVersionId"] },
        );
      const { rules, loosened } = rulesInForce(asked, model, scales);
      const applicant = recordsToScore([row], model);
      const decisions = model.decisions();
      const found = await recourse(decisions, applicant, { rules, scales, plans, maxChanges, budget: BUDGET });
      return {
        modelVersionId,
        status: found.status,
        plans: found.plans.map(({ changes, cost, riskBefore, riskAfter }) => ({
          changes,
          cost,
          probabilityBefore: model.scores(Float32Array.of(riskBefore), 1).outputs[0] as number,
          probabilityAfter: model.scores(Float32Array.of(riskAfter), 1).outputs[0] as number,
        })),
        evaluations: found.evaluations,
        loosened,
      };
    })
    .finally(leave);
}

type Asked = Pick<RecourseRequest, "rules" | "stored" | "mayLoosen">;

function rulesInForce(
  { rules: given, stored, mayLoosen }: Asked,
  { columns }: ScoringModel,
  scales: readonly ColumnScale[],
): { rules: ActionRule[]; loosened: string[] } {
  // Rules are of the model, and this version may read fewer columns than others of it: a change there would do nothing.
  const own = stored?.filter(({ column }) => columns.some(({ name }) => name === column)) ?? null;
  if (given === null) {
    if (own?.length) return { rules: parseActionRules(own, columns), loosened: [] };
    throw new AppError("INVALID_INPUT", "input", "No rule says what may change of what this version reads. Give rules, or store them.", {
      path: ["rules"],
    });
  }
  if (own === null) return { rules: parseActionRules(given, columns), loosened: [] };
  const narrowed = narrowRules(own, given, columns, scales);
  if (narrowed.loosened.length === 0 || mayLoosen) return narrowed;
  const names = narrowed.loosened.map((name) => `'${name}'`).join(", ");
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `The rules of this call let ${names} change in ways that the model's stored rules do not. Keep within them, or say why with 'overrideReason': who asked is then on record.`,
    { path: ["rules"], columns: narrowed.loosened },
  );
}
