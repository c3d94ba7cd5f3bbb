import { type Caller, type Submission, submitRun, type Transaction } from "@plimsoll/schema/db";
import { z } from "zod";
import { type ApiContext, callerIn } from "../context.ts";
import type { RunRecord } from "../loaders.ts";
import { auditOf } from "./audit.ts";
import { parseInput } from "./mutation.ts";

const WithKey = z.object({ idempotencyKey: z.string().min(1).max(200).nullish() });

/** The client's key, checked; null when none was sent. @throws AppError INVALID_INPUT for one that is empty or too long. */
export const clientKeyOf = (idempotencyKey: string | null | undefined): string | null =>
  parseInput(WithKey, { idempotencyKey }).idempotencyKey ?? null;

interface RunRequest extends Pick<Submission, "job" | "input" | "mutation" | "requested" | "modelVersionId" | "parentRunId"> {
  datasetId?: string | null;
  clientKey: string | null;
  /** What the audit log notes of a new run, beside its job. */
  facts: Record<string, unknown>;
  /** More rows that belong to a new run, written in its transaction. */
  alongside?(tx: Transaction, run: RunRecord, caller: Caller): Promise<void>;
}

/** Writes a run, its job and its audit entry in one transaction; under a used key the same request gives the run that exists. */
export async function submit(
  context: ApiContext,
  { clientKey, facts, alongside, datasetId, ...submission }: RunRequest,
): Promise<RunRecord> {
  const caller = callerIn(context);
  return context.services.database.transaction(async (tx) => {
    const { run, created } = await submitRun(tx, {
      ...submission,
      datasetId: datasetId ?? null,
      workspaceId: caller.workspaceId,
      actor: caller.apiKeyId,
      idempotencyKey: clientKey,
    });
    if (created) {
      await alongside?.(tx, run, caller);
      await auditOf(tx, caller, "run.submit", run.id, { kind: run.kind, job: run.job, datasetId: run.datasetId, ...facts });
    }
    return run;
  });
}
