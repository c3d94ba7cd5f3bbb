import { GATE_CHECKS, NUMBER_GATE_CHECKS } from "@plimsoll/ml/catalog";
import { AppError, type PolicyPromotionResult, PolicyPromotionSpec } from "@plimsoll/schema";
import { promotionChecks, runs } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { ModelVersion, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { ForbiddenTransitionError, IdempotencyConflictError } from "../user-errors.ts";
import { PolicyEvaluation } from "./evaluation-result.ts";
import { detailsOf, policyVersion } from "./model.ts";
import { PolicySimulation } from "./simulation.ts";

defineMutation("promotePolicy", {
  description:
    "Takes a policy through its gate: the evaluation is made again against the version that has the alias now, and the alias moves where gate and workspace agree, or where an override names exactly what the gate refuses. See `run.policyPromotion`: a refusal is a result, with the reason of each check.",
  access: access.promote,
  input: builder.inputType("PromotePolicyInput", {
    fields: (t) => ({
      evaluationRunId: t.id({
        required: true,
        description:
          "A run that has succeeded: of submitPolicyEvaluation, which version on which log; of submitPolicySimulation for a policy that gives a number.",
      }),
      alias: t.string({ description: "champion unless given." }),
      reason: t.string({ required: true }),
      override: t.field({
        type: builder.inputType("PolicyOverrideInput", {
          description: "A decision against the gate; kept for good.",
          fields: (o) => ({
            checks: o.stringList({ required: true, description: "Exactly the checks that refuse." }),
            reason: o.string({ required: true, description: "Ten characters or more: what an auditor will read." }),
          }),
        }),
      }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("PromotePolicySuccess"),
  errors: [ForbiddenTransitionError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...input }, context) => {
    const caller = callerIn(context);
    const { database } = context.services;
    const requested = withoutNulls(input) as Record<string, unknown>;
    const [evaluation] = await database.db
      .select({ job: runs.job, status: runs.status, input: runs.input })
      .from(runs)
      .where(and(eq(runs.id, input.evaluationRunId), eq(runs.workspaceId, caller.workspaceId)));
    if (!evaluation) throw notFound(["evaluationRunId"]);
    if (evaluation.job !== "policy.evaluate" && evaluation.job !== "policy.simulate")
      throw invalidInput(`Run ${input.evaluationRunId} is no policy evaluation but ${evaluation.job}.`, ["evaluationRunId"]);
    const isSimulated = evaluation.job === "policy.simulate";
    if (evaluation.status !== "SUCCEEDED")
      throw new AppError("FORBIDDEN_TRANSITION", "conflict", `The evaluation is ${evaluation.status}; promote by one that has SUCCEEDED.`, {
        path: ["evaluationRunId"],
      });
    const spec = parseInput(PolicyPromotionSpec, {
      ...requested,
      alias: input.alias ?? "champion",
      [isSimulated ? "simulation" : "evaluation"]: evaluation.input,
    });
    const known: readonly string[] = isSimulated ? NUMBER_GATE_CHECKS : GATE_CHECKS;
    const unknown = spec.override?.checks.find((id) => !known.includes(id));
    if (unknown !== undefined)
      throw invalidInput(`'${unknown}' is no check of the gate. They are ${known.join(", ")}.`, ["override", "checks"]);
    const version = await policyVersion(context, (spec.evaluation ?? spec.simulation)?.modelVersionId ?? "");
    if (isSimulated && detailsOf(version).kind === "discrete")
      throw invalidInput(
        "A policy over listed actions is promoted by an evaluation on a log (submitPolicyEvaluation), not by a simulation.",
        ["evaluationRunId"],
      );
    // What the workspace asks is asked at once, and again when the alias moves.
    const failed = (await promotionChecks(database, caller, version, spec.alias)).filter(({ passed }) => !passed);
    if (failed.length > 0)
      throw new AppError("FORBIDDEN_TRANSITION", "conflict", failed.map(({ message }) => message).join(" "), {
        path: ["evaluationRunId"],
        checks: failed.map(({ name }) => name),
      });
    const run = await submit(context, {
      job: "policy.promote",
      mutation: "promotePolicy",
      clientKey: clientKeyOf(key),
      requested,
      input: spec,
      datasetId: spec.evaluation?.log.datasetId ?? null,
      modelVersionId: version.id,
      facts: { modelVersionId: version.id, alias: spec.alias, reason: spec.reason, override: spec.override },
    });
    return { run };
  },
});

const Promotion = builder.objectRef<PolicyPromotionResult>("PolicyPromotion").implement({
  fields: (t) => ({
    outcome: t.field({
      type: builder.enumType("PolicyPromotionOutcome", { values: ["PROMOTED", "OVERRIDDEN", "REFUSED"] as const }),
      resolve: ({ outcome }) => outcome,
    }),
    message: t.exposeString("message", { description: "Why, in words." }),
    alias: t.exposeString("alias"),
    champion: t.field({
      type: ModelVersion,
      nullable: true,
      description: "What it was compared with; null = the policy that made the log, or the delta hedge.",
      resolve: ({ championVersionId }, _args, { loaders }) =>
        championVersionId === null ? null : loaders.modelVersion.load(championVersionId),
    }),
    evaluation: t.expose("evaluation", {
      type: PolicyEvaluation,
      nullable: true,
      description: "What the gate judged, of a policy over listed actions.",
    }),
    simulation: t.field({
      type: PolicySimulation,
      nullable: true,
      description: "What the gate judged, of a policy that gives a number: paths of its own.",
      resolve: ({ simulation }) => simulation ?? null,
    }),
  }),
});

builder.objectFields(Run, (t) => ({
  policyPromotion: t.field({
    type: Promotion,
    nullable: true,
    description: "Of a promotion through the gate that has been judged.",
    resolve: (run, _args, context) => resultOf<PolicyPromotionResult>(run, "policy.promote", context),
  }),
}));
