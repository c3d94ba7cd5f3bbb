import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../start/command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const uses = (...names: string[]) =>
  names.map((name, index) => `import { a${index} } from "${name}";\nexport const b${index} = a${index};\n`).join("");

/** What must be refused: the file, its text, and the rule that says so. */
const FORBIDDEN: [what: string, path: string, text: string, rule: string][] = [
  ["schema imports features", "packages/schema/src/one.ts", uses("@plimsoll/features"), "noRestrictedImports"],
  ["schema imports ml", "packages/schema/src/two.ts", uses("@plimsoll/ml/catalog"), "noRestrictedImports"],
  ["features imports ml", "packages/features/src/one.ts", uses("@plimsoll/ml"), "noRestrictedImports"],
  ["features imports the database layer", "packages/features/src/two.ts", uses("@plimsoll/schema/db"), "noRestrictedImports"],
  ["features imports a tensor library", "packages/features/src/three.ts", uses("@tensorflow/tfjs"), "noRestrictedImports"],
  ["the core of features reads files", "packages/features/src/four.ts", uses("node:fs"), "noRestrictedImports"],
  ["the file part of features imports ml", "packages/features/src/files/one.ts", uses("@plimsoll/ml"), "noRestrictedImports"],
  ["features draws unseeded numbers", "packages/features/src/five.ts", "export const a = Math.random();\n", "plugin"],
  ["features reads the clock", "packages/features/src/six.ts", "export const a = Date.now();\n", "plugin"],
  ["ml reads the clock", "packages/ml/src/one.ts", "export const a = new Date();\n", "plugin"],
  ["ml draws unseeded numbers", "packages/ml/src/engine/one.ts", "export const a = Math.random();\n", "plugin"],
  ["ml imports the queue", "packages/ml/src/two.ts", uses("@plimsoll/schema/queue"), "noRestrictedImports"],
  ["ml imports the database driver", "packages/ml/src/three.ts", uses("pg"), "noRestrictedImports"],
  [
    "ml names a tensor backend outside its engine folder",
    "packages/ml/src/architectures/one.ts",
    uses("@tensorflow/tfjs-node"),
    "noRestrictedImports",
  ],
  ["the api imports the root of ml", "apps/api/src/one.ts", uses("@plimsoll/ml"), "noRestrictedImports"],
  ["the api imports a tensor library", "apps/api/src/two.ts", uses("@tensorflow/tfjs"), "noRestrictedImports"],
  ["the api imports the worker", "apps/api/src/three.ts", uses("@plimsoll/worker"), "noRestrictedImports"],
  ["the worker imports the api", "apps/worker/src/one.ts", uses("@plimsoll/api"), "noRestrictedImports"],
  ["the portal imports the database layer", "apps/web/src/one.ts", uses("@plimsoll/schema/db"), "noRestrictedImports"],
  ["the portal imports features", "apps/web/src/two.ts", uses("@plimsoll/features"), "noRestrictedImports"],
  ["the portal imports ml", "apps/web/src/three.ts", uses("@plimsoll/ml/catalog"), "noRestrictedImports"],
  [
    "two files import each other",
    "apps/worker/src/ring-a.ts",
    'import { b } from "./ring-b.ts";\nexport const a = () => b;\n',
    "noImportCycles",
  ],
  ["any", "apps/worker/src/any.ts", "export const a = (b: any) => b;\n", "noExplicitAny"],
  ["a non-null assertion", "apps/worker/src/bang.ts", "export const a = (b: string[]) => b.at(0)!;\n", "noNonNullAssertion"],
  ["console.log", "apps/worker/src/console.ts", 'console.log("x");\n', "noConsole"],
];

/** The allowed counterpart of each rule, so that a rule which refuses everything is noticed. */
const ALLOWED: [path: string, text: string][] = [
  ["packages/features/src/ok.ts", `${uses("@plimsoll/schema")}export const at = new Date(0);\n`],
  ["packages/features/src/files/ok.ts", uses("node:fs", "@duckdb/node-api")],
  ["packages/features/src/ok.test.ts", "export const a = [Math.random(), Date.now()];\n"],
  ["packages/ml/src/ok.ts", uses("@plimsoll/schema", "@plimsoll/features")],
  ["packages/ml/src/engine/ok.ts", uses("@tensorflow/tfjs-node")],
  ["apps/api/src/ok.ts", uses("@plimsoll/schema/db", "@plimsoll/features", "@plimsoll/ml/catalog")],
  ["apps/worker/src/ok.ts", uses("@plimsoll/schema/queue", "@plimsoll/features/files", "@plimsoll/ml")],
  ["apps/web/src/ok.ts", uses("@plimsoll/schema")],
];

interface Diagnostic {
  category: string;
  location: { path: string };
}

let folder = "";
let found: Diagnostic[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-lint-"));
  cpSync(join(root, "biome.json"), join(folder, "biome.json"));
  cpSync(join(root, "tools/lint"), join(folder, "tools/lint"), { recursive: true, filter: (path) => !path.endsWith(".ts") });
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [, path, text] of FORBIDDEN) put(path, text);
  for (const [path, text] of ALLOWED) put(path, text);
  put("apps/worker/src/ring-b.ts", 'import { a } from "./ring-a.ts";\nexport const b = () => a;\n');
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const { output } = await runCommand(process.execPath, [biome, "lint", "--reporter=json", "--max-diagnostics=none", "."], {
    cwd: folder,
    timeoutMs: 60_000,
  });
  const line = output.split("\n").find((text) => text.startsWith("{"));
  found = (JSON.parse(line ?? '{"diagnostics":[]}') as { diagnostics: Diagnostic[] }).diagnostics;
}, 90_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(FORBIDDEN)("lint refuses: %s", (_what, path, _text, rule) => {
  expect(found.filter(({ location }) => location.path === path).map(({ category }) => category.split("/").at(-1))).toContain(rule);
});

test.each(ALLOWED)("lint accepts %s", (path) => {
  expect(found.filter(({ location }) => location.path === path)).toEqual([]);
});
