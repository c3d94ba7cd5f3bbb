import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** What a module loads at run time, directly or through others. */
export interface Reach {
  /** Our own files, relative to the repository. */
  files: string[];
  /** Packages and Node's own modules, by the name they are imported under, with one file that does it. */
  packages: Map<string, string>;
}

/** `import ... from "x"`, `export ... from "x"`, `import "x"`; what begins with `import type` or `export type` is gone at run time. */
const STATIC = /^\s*(?:import|export)\s+(?!type\s)(?:[^;'"]*?\sfrom\s*)?["']([^"']+)["']/gm;

/**
 * Follows the static imports of one of our modules. `import()` is left out: what is loaded on demand is not loaded by reaching it.
 * @param entry path of a TypeScript file below `root`.
 */
export function reachOf(root: string, entry: string): Reach {
  const seen = new Set<string>();
  const packages = new Map<string, string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const name of importsOf(readFileSync(path, "utf8"))) {
      const target = name.startsWith(".") ? resolve(dirname(path), name) : workspaceFile(root, name);
      if (target) visit(target);
      else packages.set(name, relative(root, path));
    }
  };
  visit(resolve(root, entry));
  return { files: [...seen].map((path) => relative(root, path)), packages };
}

export function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(STATIC)].flatMap(([, name]) => (name ? [name] : []));
}

/** The source behind `@plimsoll/x` or `@plimsoll/x/y`, as the package's exports say. */
function workspaceFile(root: string, name: string): string | null {
  const [, workspace, subpath] = /^@plimsoll\/([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
  if (!workspace) return null;
  const folder = join(root, "packages", workspace);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    exports: Record<string, { "plimsoll-source": string }>;
  };
  const source = manifest.exports[subpath ? `./${subpath}` : "."]?.["plimsoll-source"];
  if (!source) throw new Error(`${name} is not exported by packages/${workspace}.`);
  return join(folder, source);
}

/** TypeScript sources below a folder, tests left out. */
export function sourcesBelow(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\.d\.ts$/.test(path))
    .map((path) => join(folder, path));
}
