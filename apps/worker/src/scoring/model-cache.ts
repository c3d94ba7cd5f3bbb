import { readFile } from "node:fs/promises";
import { type Engine, readBundle } from "@plimsoll/ml";
import { AppError } from "@plimsoll/schema";
import { aliases, type Database, modelVersions } from "@plimsoll/schema/db";
import type { Storage } from "@plimsoll/schema/storage";
import { and, desc, eq, isNotNull } from "drizzle-orm";
import { openScoringModel, type Predict, type ScoringModel } from "./scoring-model.ts";

export interface WarmModel {
  model: ScoringModel;
  predict: Predict;
}

/** The versions that are ready to score: the most recently used ones, at most `maxModels`. */
export interface ModelCache {
  /**
   * Calls `use` with the version, loaded first if it must be; while it is used it is not unloaded.
   * @throws AppError NOT_FOUND for a version that the workspace does not have.
   */
  with<T>(workspaceId: string, modelVersionId: string, use: (warm: WarmModel) => Promise<T>): Promise<T>;
  /** Loads every champion, newest first, as far as there is room. @returns how many. */
  warmChampions(): Promise<number>;
  readonly size: number;
  clear(): void;
}

interface Entry {
  workspaceId: string;
  loaded: Promise<WarmModel>;
  users: number;
  evicted: boolean;
}

export interface CacheOptions {
  database: Database;
  storage: Storage;
  engine: Engine;
  maxModels: number;
  batch(model: ScoringModel): Predict;
}

export function createModelCache({ database, storage, engine, maxModels, batch }: CacheOptions): ModelCache {
  // A Map keeps the order of insertion: the first entry is the one unused for longest.
  const entries = new Map<string, Entry>();

  const load = async (workspaceId: string, id: string): Promise<WarmModel> => {
    const [version] = await database.db
      .select({ sha256: modelVersions.artifactSha256 })
      .from(modelVersions)
      .where(and(eq(modelVersions.id, id), eq(modelVersions.workspaceId, workspaceId)));
    if (!version) throw notFound();
    const model = openScoringModel(engine, readBundle(await readFile(await storage.localPath(version.sha256))));
    return { model, predict: batch(model) };
  };

  const dispose = (entry: Entry): void => {
    entry.loaded.then(({ model }) => model.dispose()).catch(() => {});
  };

  const evict = (id: string, entry: Entry): void => {
    if (entries.get(id) === entry) entries.delete(id);
    if (entry.evicted) return;
    entry.evicted = true;
    if (entry.users === 0) dispose(entry);
  };

  const enter = (workspaceId: string, id: string): Entry => {
    const found = entries.get(id);
    if (found) {
      if (found.workspaceId !== workspaceId) throw notFound();
      entries.delete(id);
      entries.set(id, found);
      return found;
    }
    const entry: Entry = { workspaceId, loaded: load(workspaceId, id), users: 0, evicted: false };
    entries.set(id, entry);
    entry.loaded.catch(() => {
      if (entries.get(id) === entry) entries.delete(id);
    });
    for (const [oldest, other] of entries) {
      if (entries.size <= maxModels) break;
      evict(oldest, other);
    }
    return entry;
  };

  return {
    get size() {
      return entries.size;
    },
    async with(workspaceId, modelVersionId, use) {
      const entry = enter(workspaceId, modelVersionId);
      entry.users++;
      try {
        return await use(await entry.loaded);
      } finally {
        entry.users--;
        if (entry.evicted && entry.users === 0) dispose(entry);
      }
    },
    async warmChampions() {
      const rows = await database.db
        .select({ workspaceId: aliases.workspaceId, id: aliases.modelVersionId })
        .from(aliases)
        .innerJoin(modelVersions, eq(modelVersions.id, aliases.modelVersionId))
        .where(and(eq(aliases.alias, "champion"), isNotNull(modelVersions.signature)))
        .orderBy(desc(aliases.updatedAt))
        .limit(maxModels);
      // The newest is loaded last, so that it is the last to go.
      for (const { workspaceId, id } of rows.reverse()) await enter(workspaceId, id).loaded;
      return rows.length;
    },
    clear() {
      for (const [id, entry] of entries) evict(id, entry);
    },
  };
}

const notFound = (): AppError => new AppError("NOT_FOUND", "not_found", "No such model version.", { path: ["modelVersionId"] });
