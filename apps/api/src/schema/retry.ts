import { stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, isTerminal } from "@plimsoll/schema";
import { datasets, type RunRow, runs, submitRun } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { type ApiContext, callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import { auditOf } from "./audit.ts";

const refused = (message: string): AppError => new AppError("FORBIDDEN_TRANSITION", "conflict", message, { path: ["runId"] });

/** A new run with an ended one's input. An ingest takes its data set along: it is INGESTING again, and the new run fills it. */
export async function retryRun(runId: string, context: ApiContext): Promise<RunRow> {
  const caller = callerIn(context);
  const { database, home } = context.services;
  return database.transaction(async (tx) => {
    const [old] = await tx.db
      .select()
      .from(runs)
      .where(and(eq(runs.id, runId), eq(runs.workspaceId, caller.workspaceId)))
      .for("update");
    if (!old) throw notFound(["runId"]);
    if (!isTerminal(old.status) || old.status === "SUCCEEDED") {
      throw refused(`The run is ${old.status}; only a FAILED or CANCELLED one can be submitted again.`);
    }
    if (old.parentRunId) throw refused(`The run is a part of ${old.parentRunId}; submit that one again.`);
    const submission = {
      workspaceId: caller.workspaceId,
      job: old.job,
      input: old.input,
      datasetId: old.datasetId,
      modelVersionId: old.modelVersionId,
      actor: caller.apiKeyId,
    };
    const { run } = await submitRun(tx, {
      ...submission,
      mutation: "retryRun",
      idempotencyKey: null,
      requested: { runId },
      retryOf: runId,
    });
    if (old.kind === "INGEST") {
      const [dataset] = await tx.db
        .update(datasets)
        .set({ runId: run.id, status: "INGESTING" })
        .where(and(eq(datasets.runId, runId), eq(datasets.workspaceId, caller.workspaceId)))
        .returning();
      if (!dataset) throw refused("This ingest was submitted again already; follow or retry the newer run.");
      if (dataset.uploadId) await assertUploadKept(join(home.uploads, dataset.uploadId));
    }
    await auditOf(tx, caller, "run.retry", run.id, { retryOf: runId });
    return run;
  });
}

/** @param path the upload's file, named by its id. @throws AppError NOT_READY once the bytes are gone. */
export async function assertUploadKept(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found)
    throw new AppError("NOT_READY", "conflict", "The upload's bytes are no longer kept. Upload the file again and create a new data set.", {
      path: ["uploadId"],
    });
}
