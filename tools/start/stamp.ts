import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Folders and files whose content decides what a build makes. */
const SOURCES = ["packages", "apps", "package.json", "package-lock.json", "turbo.json", "tsconfig.base.json"];
const SKIPPED_FOLDERS = new Set(["node_modules", "dist", ".next", ".turbo", "generated", "e2e", "testing"]);
const SKIPPED_FILES = /\.test\.tsx?$|\.tsbuildinfo$|^next-env\.d\.ts$/;

/** What a whole build leaves behind. */
export const BUILD_OUTPUTS = [
  "packages/schema/dist/index.js",
  "packages/features/dist/index.js",
  "packages/ml/dist/index.js",
  "apps/api/dist/main.js",
  "apps/worker/dist/main.js",
  "apps/worker/dist/scorer.js",
  "apps/web/.next/BUILD_ID",
];

const STAMP = ".turbo/plimsoll-build";

/** SHA-256 over the paths and contents of everything a build reads, in path order. */
export function sourceHash(root: string): string {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => filesBelow(root, source)))
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}

/** Whether the built files are those of the present sources. Turbo would say the same, but takes longer to say it. */
export function isBuilt(root: string, hash: string): boolean {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hash && BUILD_OUTPUTS.every((output) => existsSync(join(root, output)));
}

export function markBuilt(root: string, hash: string): void {
  mkdirSync(dirname(join(root, STAMP)), { recursive: true });
  writeFileSync(join(root, STAMP), hash);
}

function filesBelow(root: string, path: string): string[] {
  const entries = readDirectory(join(root, path));
  if (entries === null) return existsSync(join(root, path)) ? [path] : [];
  return entries
    .filter((entry) => (entry.isDirectory() ? !SKIPPED_FOLDERS.has(entry.name) : entry.isFile() && !SKIPPED_FILES.test(entry.name)))
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, isFolder }) => (isFolder ? filesBelow(root, `${path}/${name}`) : [`${path}/${name}`]));
}

function readDirectory(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return null;
  }
}
