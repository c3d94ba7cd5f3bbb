import { type DocumentResult, DocumentSpec } from "@plimsoll/schema";
import { modelVersions } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { RunRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { ModelVersion, Run } from "./refs.ts";
import { RunSuccess } from "./run.ts";
import { resultOf } from "./run-result.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { IdempotencyConflictError } from "./user-errors.ts";

const DocumentFile = builder.objectRef<DocumentResult["html"]>("DocumentFile").implement({
  fields: (t) => ({
    fileName: t.exposeString("fileName"),
    sha256: t.exposeString("sha256"),
    byteSize: t.expose("byteSize", { type: "BigInt" }),
    url: t.string({ resolve: ({ sha256 }) => `/artifacts/${sha256}` }),
  }),
});

const ModelDocument = builder.objectRef<DocumentResult & { run: RunRecord }>("ModelDocument").implement({
  description: "What the registry knew of a version at one moment, with sections mapped to SR 26-2, SS1/23 and the AI Act's Annex IV.",
  fields: (t) => ({
    madeAt: t.field({ type: "DateTime", resolve: ({ madeAt }) => new Date(madeAt) }),
    html: t.field({ type: DocumentFile, resolve: ({ html }) => html }),
    pdf: t.field({ type: DocumentFile, resolve: ({ pdf }) => pdf }),
    run: t.field({ type: Run, resolve: ({ run }) => run }),
  }),
});

const JOB = "model.document";

builder.objectFields(ModelVersion, (t) => ({
  document: t.field({
    type: ModelDocument,
    nullable: true,
    description: "The newest one; null until one has been made (submitModelDocument).",
    resolve: async ({ id }, _args, context) => {
      const run = await context.loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: true });
      const result = run && (await resultOf<DocumentResult>(run, JOB, context));
      return result ? { ...result, run } : null;
    },
  }),
}));

defineMutation("submitModelDocument", {
  description: "Writes what the registry knows of a version, in HTML and PDF; see `modelVersion.document`.",
  access: access.verify,
  input: builder.inputType("SubmitModelDocumentInput", {
    fields: (t) => ({ modelVersionId: t.id({ required: true }), idempotencyKey: t.string() }),
  }),
  success: RunSuccess("SubmitModelDocumentSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey, ...given }, context) => {
    const requested = withoutNulls(given);
    const spec = parseInput(DocumentSpec, requested);
    const clientKey = clientKeyOf(idempotencyKey);
    const [version] = await context.services.database.db
      .select({ id: modelVersions.id })
      .from(modelVersions)
      .where(and(eq(modelVersions.id, spec.modelVersionId), eq(modelVersions.workspaceId, callerIn(context).workspaceId)));
    if (!version) throw notFound(["modelVersionId"]);
    const run = await submit(context, {
      job: JOB,
      mutation: "submitModelDocument",
      clientKey,
      requested,
      input: spec,
      modelVersionId: version.id,
      facts: { modelVersionId: version.id },
    });
    return { run };
  },
});
