import { once } from "node:events";
import { type Caller, decisionOverrides, decisionRecords, models, modelVersions } from "@plimsoll/schema/db";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Request, Response } from "express";
import { z } from "zod";
import type { Services } from "./context.ts";
import { forbidden, unauthenticated } from "./errors.ts";
import { access } from "./schema/access.ts";
import { decisionsWhere } from "./schema/decision-records.ts";
import { parseInput } from "./schema/mutation.ts";

const Search = z.strictObject({
  subject: z.string().max(200).optional(),
  modelVersionId: z.string().max(64).optional(),
  from: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  to: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
  overridden: z.stringbool().optional(),
});

interface ExportedDecision {
  record: typeof decisionRecords.$inferSelect;
  model: string;
  version: number;
  override: typeof decisionOverrides.$inferSelect | null;
}

interface Format {
  contentType: string;
  fileName: string;
  head: string;
  line(decision: ExportedDecision): string;
}

const COLUMNS = [
  ...["id", "subject", "decided_at", "model", "version", "probability", "raw_probability", "value", "model_decision", "outcome"],
  ...["override_reason", "override_at", "reason_1", "reason_2", "reason_3", "reason_4", "input_hash", "request_id"],
];

const csv: Format = {
  contentType: "text/csv; charset=utf-8",
  fileName: "decisions.csv",
  head: `${COLUMNS.join(",")}\r\n`,
  line({ record, model, version, override }) {
    const { result } = record;
    const reasons = [0, 1, 2, 3].map((at) => result.reasons[at]?.text ?? null);
    const cells = [
      ...[
        record.id,
        record.subject,
        record.createdAt.toISOString(),
        model,
        version,
        result.probability,
        result.rawProbability,
        result.value,
      ],
      ...[result.decision, override?.outcome ?? result.decision, override?.reason ?? null, override?.createdAt.toISOString() ?? null],
      ...[...reasons, record.inputHash, record.requestId],
    ];
    return `${cells.map(csvCell).join(",")}\r\n`;
  },
};

const ndjson: Format = {
  contentType: "application/x-ndjson",
  fileName: "decisions.ndjson",
  head: "",
  line: ({ record: { workspaceId: _workspace, auditPosition: _position, ...record }, model, version, override }) =>
    `${JSON.stringify({ ...record, model, version, outcome: override?.outcome ?? record.result.decision, override })}\n`,
};

/** RFC 4180, with a quote before text that a spreadsheet would run as a formula. */
function csvCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const PAGE_ROWS = 500;

/** `GET /decisions.csv` and `/decisions.ndjson`: every decision record that the search in the address asks for, oldest first. */
export function openDecisionExport({ database }: Services) {
  const send = (format: Format) => async (request: Request, response: Response, caller: Caller | null) => {
    if (!caller) throw unauthenticated();
    if (!access.decisions.role.includes(caller.role)) throw forbidden("Decision records are not for the role VIEWER.");
    const search = parseInput(Search, request.query);
    let page = await readPage(null);
    response.writeHead(200, {
      "content-type": format.contentType,
      "content-disposition": `attachment; filename="${format.fileName}"`,
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    response.write(format.head);
    while (page.length > 0 && !response.destroyed) {
      const hasRoom = response.write(page.map(format.line).join(""));
      if (!hasRoom) await Promise.race([once(response, "drain"), once(response, "close")]);
      page = page.length < PAGE_ROWS ? [] : await readPage(page.at(-1)?.record ?? null);
    }
    response.end();

    async function readPage(after: ExportedDecision["record"] | null): Promise<ExportedDecision[]> {
      const { db } = database;
      const place = after ? sql`(${decisionRecords.createdAt}, ${decisionRecords.id}) > (${at(after.id)}, ${after.id})` : undefined;
      const rows = await db
        .select({ record: decisionRecords, model: models.name, version: modelVersions.version })
        .from(decisionRecords)
        .innerJoin(modelVersions, eq(modelVersions.id, decisionRecords.modelVersionId))
        .innerJoin(models, eq(models.id, modelVersions.modelId))
        .where(and(...decisionsWhere(db, caller?.workspaceId ?? "", search), place))
        .orderBy(asc(decisionRecords.createdAt), asc(decisionRecords.id))
        .limit(PAGE_ROWS);
      const ids = rows.map(({ record }) => record.id);
      const overrides =
        ids.length === 0
          ? []
          : await db
              .select()
              .from(decisionOverrides)
              .where(inArray(decisionOverrides.decisionRecordId, ids))
              .orderBy(asc(decisionOverrides.createdAt), asc(decisionOverrides.id));
      const newest = new Map(overrides.map((override) => [override.decisionRecordId, override]));
      return rows.map((row) => ({ ...row, override: newest.get(row.record.id) ?? null }));
    }
  };
  return { csv: send(csv), ndjson: send(ndjson) };
}

/** A record's own creation time to the microsecond, which a JavaScript date would cut. */
const at = (id: string) => sql`(SELECT created_at FROM plimsoll.decision_records WHERE id = ${id})`;
