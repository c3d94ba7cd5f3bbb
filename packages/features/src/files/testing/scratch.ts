import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DatasetProfile, IngestOptions } from "@plimsoll/schema";
import { afterAll } from "vitest";
import { ingestFile } from "../ingest.ts";

export const sample = (name: string): string => join(import.meta.dirname, "../../../../../data", name);

/** A folder for one test file, with ingest wired to it. */
export function scratch() {
  const dir = mkdtempSync(join(tmpdir(), "plimsoll-features-"));
  const stagingDir = join(dir, "staging");
  const stored = join(dir, "stored");
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  let files = 0;
  return {
    dir,
    stagingDir,
    /** Everything that an ingest could have left behind. */
    leftovers: (): string[] => [stagingDir, stored].flatMap((folder) => listing(folder)),
    file(content: string | Uint8Array, name = `input-${files++}.csv`): string {
      const path = join(dir, name);
      writeFileSync(path, content);
      return path;
    },
    async ingest(
      path: string,
      options: Partial<IngestOptions> = {},
      more: { signal?: AbortSignal; maxBytes?: number } = {},
    ): Promise<{ profile: DatasetProfile; path: string }> {
      const outputPath = join(stored, `${files++}.parquet`);
      const profile = await ingestFile({
        path,
        fileName: "upload.csv",
        stagingDir,
        outputPath,
        options: IngestOptions.parse(options),
        ...more,
      });
      return { profile, path: outputPath };
    },
  };
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
