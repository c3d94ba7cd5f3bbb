import { readFile } from "node:fs/promises";
import { AppError } from "@plimsoll/schema";
import { type Database, models, modelVersions } from "@plimsoll/schema/db";
import type { Storage } from "@plimsoll/schema/storage";
import { and, eq } from "drizzle-orm";
import { readStoredPolicy, type StoredPolicy } from "../policies/stored-policy.ts";

/** Policies in memory, the most recently used ones; plain arrays, so nothing has to be freed. */
export interface PolicyCache {
  /**
   * @param reader what the version is looked up with: a transaction that waits for nobody else's connection, say.
   * @throws AppError NOT_FOUND for a version that the workspace does not have, INVALID_INPUT for one that is no policy.
   */
  get(workspaceId: string, modelVersionId: string, reader?: Pick<Database, "db">): Promise<StoredPolicy>;
}

export function createPolicyCache({ database, storage, max }: { database: Database; storage: Storage; max: number }): PolicyCache {
  // A Map keeps the order of insertion: the first entry is the one unused for longest.
  const entries = new Map<string, Promise<StoredPolicy>>();

  const load = async ({ db }: Pick<Database, "db">, workspaceId: string, id: string): Promise<StoredPolicy> => {
    const [row] = await db
      .select({ sha256: modelVersions.artifactSha256, kind: models.kind })
      .from(modelVersions)
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(eq(modelVersions.id, id), eq(modelVersions.workspaceId, workspaceId)));
    if (!row) throw new AppError("NOT_FOUND", "not_found", "No such model version.", { path: ["modelVersionId"] });
    if (row.kind !== "POLICY")
      throw new AppError("INVALID_INPUT", "input", "This version is no policy: it scores rows, or measures risk.", {
        path: ["modelVersionId"],
      });
    return readStoredPolicy(await readFile(await storage.localPath(row.sha256)));
  };

  return {
    get(workspaceId, modelVersionId, reader = database) {
      const key = `${workspaceId} ${modelVersionId}`;
      const entry = entries.get(key) ?? load(reader, workspaceId, modelVersionId);
      entries.delete(key);
      entries.set(key, entry);
      entry.catch(() => {
        if (entries.get(key) === entry) entries.delete(key);
      });
      for (const oldest of entries.keys()) {
        if (entries.size <= max) break;
        entries.delete(oldest);
      }
      return entry;
    },
  };
}
