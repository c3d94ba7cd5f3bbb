import { AppError, type ReasonMapping, type WordingChoice } from "@plimsoll/schema";
import { type Database, reasonMappings } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";

/** A lender's own words for reasons, in one language. */
export interface Wording {
  mapping: ReasonMapping;
  language: string;
}

/** The words that were chosen. @throws AppError INVALID_INPUT when the workspace has no such mapping. */
export async function loadWording({ db }: Database, workspaceId: string, { reasonMappingId, language }: WordingChoice): Promise<Wording> {
  const [row] = await db
    .select({ version: reasonMappings.version, reasons: reasonMappings.reasons })
    .from(reasonMappings)
    .where(and(eq(reasonMappings.id, reasonMappingId), eq(reasonMappings.workspaceId, workspaceId)));
  if (!row) throw new AppError("INVALID_INPUT", "input", "The reason mapping does not exist. Save one, then score again.");
  return { mapping: { version: String(row.version), reasons: row.reasons }, language };
}

const MOST = 200;

/** Loads each mapping once: none ever changes. */
export function createWordings(database: Database): (workspaceId: string, choice: WordingChoice) => Promise<Wording> {
  const known = new Map<string, ReasonMapping>();
  return async (workspaceId, choice) => {
    const key = `${workspaceId}:${choice.reasonMappingId}`;
    const found = known.get(key);
    if (found) return { mapping: found, language: choice.language };
    const wording = await loadWording(database, workspaceId, choice);
    if (known.size >= MOST) known.clear();
    known.set(key, wording.mapping);
    return wording;
  };
}
