import { parseActionRules, recourse } from "@plimsoll/ml";
import { AppError, type RecourseRequest, type RecourseResponse } from "@plimsoll/schema";
import type { LoadGate } from "./micro-batcher.ts";
import type { ModelCache } from "./model-cache.ts";
import { recordsToScore } from "./raw-rows.ts";

/** Rows decided at most: bounds the time that one question takes from the others. */
const BUDGET = 10_000;

/**
 * The cheapest changes that the version would approve, by the caller's rules.
 * @throws AppError INVALID_INPUT for rules, a row or a version that do not fit, NOT_READY for a version that was stored without its columns' scales.
 */
export function findRecourse(
  cache: ModelCache,
  gate: LoadGate,
  { workspaceId, modelVersionId, row, rules: given, plans, maxChanges }: RecourseRequest,
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
      const rules = parseActionRules(given, model.columns);
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
      };
    })
    .finally(leave);
}
