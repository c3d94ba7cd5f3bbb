import { parseMasterScale } from "@plimsoll/ml/catalog";
import { TrustSpec } from "@plimsoll/schema";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { RunSuccess } from "../run.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { type ScoringVersion, scoringVersion, trainingData } from "./version.ts";

const RatingGradeInput = builder.inputType("RatingGradeInput", {
  description: "PDs in [from, to), the last grade closed; `pd` is what the grade stands for.",
  fields: (t) => ({
    name: t.string({ required: true }),
    from: t.float({ required: true }),
    to: t.float({ required: true }),
    pd: t.float({ required: true }),
  }),
});

/** @throws AppError INVALID_INPUT for what this version has not. */
function checkSpec({ label, masterScale }: TrustSpec, { signature }: ScoringVersion): void {
  const { task, labels } = signature;
  if (label !== null && task !== "MULTICLASS") throw invalidInput("'label' names a class of a MULTICLASS version.", ["label"]);
  if (label !== null && !labels.includes(label))
    throw invalidInput(`The version has no class '${label}'. It has: ${labels.join(", ")}.`, ["label"]);
  if (masterScale && task !== "BINARY") throw invalidInput("'masterScale' grades PDs, which BINARY versions give.", ["masterScale"]);
  if (masterScale) parseMasterScale({ grades: masterScale });
}

defineMutation("submitTrustReport", {
  description:
    "Measures a version on its test rows: calibration and grades, explanations, reasons, robustness, strange rows; see `modelVersion.trust`.",
  access: access.verify,
  input: builder.inputType("SubmitTrustReportInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      explainedRows: t.int({ description: "500 unless given; at most 5,000." }),
      features: t.stringList({ description: "Whose dependence is drawn; the strongest eight unless given." }),
      label: t.string({ description: "Class of a MULTICLASS version; the rarest one unless given." }),
      masterScale: t.field({ type: [RatingGradeInput], description: "Built from held-out rows unless given." }),
      seeds: t.int({ description: "Trainings under other seeds, each as long as the version's own; none unless given, at most 10." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitTrustReportSuccess"),
  errors: [NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey, ...given }, context) => {
    const requested = withoutNulls(given);
    const spec = parseInput(TrustSpec, requested);
    const clientKey = clientKeyOf(idempotencyKey);
    const version = await scoringVersion(context, spec.modelVersionId);
    checkSpec(spec, version);
    const { id: datasetId } = await trainingData(context, version);
    const run = await submit(context, {
      job: "model.trust",
      mutation: "submitTrustReport",
      clientKey,
      requested,
      input: spec,
      datasetId,
      modelVersionId: version.id,
      facts: { modelVersionId: version.id },
    });
    return { run };
  },
});
