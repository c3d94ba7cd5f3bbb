import type { ColumnSchema } from "@plimsoll/features";
import { FqeOptions, GateThresholds, PropensityOptions, RewardModelOptions } from "@plimsoll/ml/catalog";
import { ApplicantColumns, type PolicyEvaluationResult, PolicyEvaluationSpec } from "@plimsoll/schema";
import { z } from "zod";
import { type ApiContext, callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { checkColumns, ifNamed, NUMBERS } from "../risk/columns.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { PolicyEvaluation } from "./evaluation-result.ts";
import { ApplicantColumnsInput, DecisionColumnsInput, logOf } from "./log-columns.ts";
import { policyVersion, requireListed } from "./model.ts";

const SubmitPolicyEvaluationInput = builder.inputType("SubmitPolicyEvaluationInput", {
  fields: (t) => ({
    modelVersionId: t.id({ required: true, description: "The candidate." }),
    championVersionId: t.id({ description: "What it is compared with; the policy that made the log unless given." }),
    datasetId: t.id({ required: true, description: "A log of decisions that the candidate was not trained on, if there is one." }),
    columns: t.field({ type: DecisionColumnsInput }),
    lastIsEnd: t.boolean(),
    applicant: t.field({ type: ApplicantColumnsInput }),
    gamma: t.float({
      description: "Values whole episodes, with this discount from one decision to the next; single decisions unless given.",
    }),
    estimators: t.field({ type: "JSONObject", description: "{clip, tau, lambda}" }),
    rewardModel: t.field({ type: "JSONObject" }),
    propensityModel: t.field({ type: "JSONObject" }),
    fqe: t.field({ type: "JSONObject" }),
    replicates: t.int({ description: "Resamples for bootstrap intervals, 100 or more; none unless given." }),
    thresholds: t.field({ type: "JSONObject", description: "Bars of the gate, by `policyRules.thresholds`." }),
    seed: t.int(),
    knownAt: t.field({ type: "DateTime", description: "Outcomes due later count as unknown; now unless given." }),
    idempotencyKey: t.string(),
  }),
});

const positive = z.number().gt(0).optional();
const EstimatorOptions = z.strictObject({ clip: positive, tau: positive, lambda: positive });
const OPTIONS = {
  estimators: EstimatorOptions,
  rewardModel: RewardModelOptions,
  propensityModel: PropensityOptions,
  fqe: FqeOptions,
  thresholds: GateThresholds,
} as const;

/** Options that belong to the catalog, checked against it. @throws AppError INVALID_INPUT naming the place. */
function checkOptions(spec: PolicyEvaluationSpec): void {
  for (const [name, schema] of Object.entries(OPTIONS)) {
    const issue = schema.safeParse(spec[name as keyof typeof OPTIONS]).error?.issues[0];
    if (issue) throw invalidInput(`'${[name, ...issue.path].join(".")}': ${issue.message}`, [name, ...issue.path.map(String)]);
  }
}

function checkApplicant(applicant: ApplicantColumns, columns: readonly ColumnSchema[]): void {
  const numeric = ["amount", "risk", "lossRate"] as const;
  checkColumns(columns, [
    ...ifNamed(applicant.obligor, null, ["applicant", "obligor"]),
    ...ifNamed(applicant.group, null, ["applicant", "group"]),
    ...ifNamed(applicant.qualified, [...NUMBERS, "BOOLEAN"], ["applicant", "qualified"]),
    ...numeric.flatMap((role) => ifNamed(applicant[role], NUMBERS, ["applicant", role])),
  ]);
}

/** An evaluation as it is asked for, with every default, checked against policies and log. */
async function specOf(given: Record<string, unknown>, context: ApiContext): Promise<PolicyEvaluationSpec> {
  const {
    datasetId,
    columns: named,
    lastIsEnd,
    applicant,
    ...rest
  } = given as Record<string, unknown> & Parameters<typeof logOf>[0] & { applicant?: unknown; modelVersionId: string };
  const { db } = context.services.database;
  const columns = await columnsOf(db, await readyDataset(db, callerIn(context), datasetId));
  const log = logOf({ datasetId, columns: named, lastIsEnd }, columns, []);
  const spec = parseInput(PolicyEvaluationSpec, { ...rest, log, applicant: parseInput(ApplicantColumns, applicant ?? {}) });
  checkApplicant(spec.applicant, columns);
  checkOptions(spec);
  if (spec.gamma !== null && log.columns.episode === null)
    throw invalidInput("Values of episodes need the column of the account or case ('columns.episode').", ["columns", "episode"]);
  const candidate = await policyVersion(context, spec.modelVersionId);
  const details = requireListed(candidate);
  checkColumns(
    columns,
    details.inputs.map(({ name }) => ({ name, types: null, path: ["datasetId"] })),
  );
  if (spec.championVersionId !== null) {
    const champion = requireListed(await policyVersion(context, spec.championVersionId, "championVersionId"), "championVersionId");
    if (champion.actionNames.join("\n") !== details.actionNames.join("\n"))
      throw invalidInput(
        `The champion chooses among ${champion.actionNames.join(", ")}, the candidate among ${details.actionNames.join(", ")}.`,
        ["championVersionId"],
      );
  }
  return spec;
}

defineMutation("submitPolicyEvaluation", {
  description:
    "Estimates from a log what a policy would earn, and lets the gate judge it; see `run.policyEvaluation`. It promotes nothing.",
  access: access.verify,
  input: SubmitPolicyEvaluationInput,
  success: RunSuccess("SubmitPolicyEvaluationSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, knownAt, ...input }, context) => {
    const requested = withoutNulls({ ...input, knownAt: knownAt?.toISOString() }) as Record<string, unknown>;
    const clientKey = clientKeyOf(key);
    const spec = await specOf(requested, context);
    const { modelVersionId } = spec;
    const run = await submit(context, {
      job: "policy.evaluate",
      mutation: "submitPolicyEvaluation",
      clientKey,
      requested,
      input: spec,
      datasetId: spec.log.datasetId,
      modelVersionId,
      facts: { modelVersionId, championVersionId: spec.championVersionId },
    });
    return { run };
  },
});

builder.objectFields(Run, (t) => ({
  policyEvaluation: t.field({
    type: PolicyEvaluation,
    nullable: true,
    description: "Of a policy evaluation that has succeeded.",
    resolve: (run, _args, context) => resultOf<PolicyEvaluationResult>(run, "policy.evaluate", context),
  }),
}));
