import { FairnessSpec } from "@plimsoll/schema";
import { z } from "zod";
import { type ApiContext, callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { checkAttributes, ProtectedAttributeInput } from "../protected-attributes.ts";
import { RunSuccess } from "../run.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf } from "../training.ts";
import { protectedOf } from "../training-protected.ts";
import { type ScoringVersion, scoringVersion, trainingData } from "../trust/version.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { policyNamed } from "./policies.ts";

/** Judged by unless another policy is named. */
export const DEFAULT_POLICY = "FOUR_FIFTHS";

/** @throws AppError INVALID_INPUT for a version that does not decide between two outcomes. */
export async function decidingVersion(context: ApiContext, modelVersionId: string): Promise<ScoringVersion> {
  const version = await scoringVersion(context, modelVersionId);
  if (version.signature.task === "BINARY") return version;
  throw invalidInput(`Groups are compared by what is decided: a BINARY version is asked for. This one is ${version.signature.task}.`, [
    "modelVersionId",
  ]);
}

const Request = z.object({
  ...FairnessSpec.shape,
  policy: z.string().default(DEFAULT_POLICY),
  attributes: FairnessSpec.shape.attributes.optional(),
});

defineMutation("submitFairnessReport", {
  description: "Compares how a version treats groups of people on its test rows, and judges it by a policy; see `modelVersion.fairness`.",
  access: access.verify,
  input: builder.inputType("SubmitFairnessReportInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      policy: t.string({ description: `One of \`fairnessPolicies\`; ${DEFAULT_POLICY} unless given.` }),
      attributes: t.field({ type: [ProtectedAttributeInput], description: "Those that the data set declares unless given." }),
      intersections: t.boolean({ description: "Also every pair of attributes; true unless given." }),
      proxies: t.boolean({ description: "Whether the features tell the groups; true unless given." }),
      threshold: t.float({ description: "Declined from this score on; the version's own unless given." }),
      approvalRate: t.float({ description: "Share approved, in place of a threshold." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitFairnessReportSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey, ...given }, context) => {
    const { db } = context.services.database;
    const requested = withoutNulls(given);
    const { policy: name, attributes: own, ...request } = parseInput(Request, requested);
    if (request.threshold !== null && request.approvalRate !== null)
      throw invalidInput("Give 'threshold' or 'approvalRate', not both.", ["approvalRate"]);
    const clientKey = clientKeyOf(idempotencyKey);
    const version = await decidingVersion(context, request.modelVersionId);
    const dataset = await trainingData(context, version);
    const columns = await columnsOf(db, dataset);
    const attributes = own ?? (await protectedOf(db, dataset, columns));
    if (attributes.length === 0)
      throw invalidInput(
        "The data set declares no protected attributes. Declare them (declareProtectedAttributes), or give 'attributes'.",
        ["attributes"],
      );
    checkAttributes(attributes, columns, ["attributes"]);
    const policy = await policyNamed(db, callerIn(context).workspaceId, name);
    const run = await submit(context, {
      job: "model.fairness",
      mutation: "submitFairnessReport",
      clientKey,
      requested,
      input: { ...request, attributes, policy },
      datasetId: dataset.id,
      modelVersionId: version.id,
      facts: { modelVersionId: version.id, policy: name },
    });
    return { run };
  },
});
