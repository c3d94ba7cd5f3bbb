import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { financialIndicators, marketIndicatorKinds, planPipeline, planRows, rowSteps, transforms, windowKinds } from "@plimsoll/features";
import { architectures, backtests, positionMethods, positionRules, varMethods, volatilityModels } from "@plimsoll/ml/catalog";
import { FeaturePipeline } from "@plimsoll/schema";
import { envFragments } from "@plimsoll/schema/env";
import { expect, test } from "vitest";
import { financialLine, marketLine, windowLine } from "./indicator-tables.ts";
import { rowStepLine, transformLine } from "./transform-table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

const pages = [
  ...["README.md", "CONTRIBUTING.md", "AGENTS.md", "data/README.md"],
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path}`),
].filter((path) => existsSync(join(root, path)));

const NOT_OURS = new Set(["node_modules", ".git", ".turbo", ".plimsoll", ".next", "dist", "generated", "migrations"]);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.has(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

test("every npm script that the documents name exists", () => {
  const scriptsOf = (folder: string) => Object.keys((JSON.parse(read(join(folder, "package.json"))) as { scripts?: object }).scripts ?? {});
  const workspaces = ["packages", "apps"].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`));
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/npm (?:run ([\w:-]+)(?: -w @plimsoll\/(\w+))?|(start|test)\b)/g)]
      .filter(([, named, workspace, short]) => {
        const folder = workspace ? workspaces.find((path) => path.endsWith(`/${workspace}`)) : ".";
        return !folder || !scriptsOf(folder).includes(named ?? short ?? "");
      })
      .map(([command]) => `${page}: ${command}`),
  );
  expect(missing).toEqual([]);
});

test("every link inside the documents leads somewhere", () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target ?? "")
      .filter((target) => !/^(https?:|mailto:|#)/.test(target))
      .filter((target) => !existsSync(join(root, dirname(page), target.split("#")[0] ?? "")))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

test("every file that the documents name in backticks exists", () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/`((?:apps|packages|tools|docs|data|bench|verify)\/[\w./-]+\.\w+)`/g)]
      .map(([, path]) => path ?? "")
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${page}: ${path}`),
  );
  expect(broken).toEqual([]);
});

test(".env.example lists the settings that exist, in their order", () => {
  const names = [...read(".env.example").matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
  expect(names).toEqual(Object.keys(envFragments));
});

test("every architecture has its model card", () => {
  expect(architectures.map(({ name }) => name).filter((name) => !existsSync(join(root, `docs/model-cards/${name}.md`)))).toEqual([]);
});

test.each([
  ["docs/model-cards/volatility.md", volatilityModels],
  ["docs/model-cards/value-at-risk.md", varMethods],
  ["docs/how-to/market-risk.md", [...backtests, ...positionMethods]],
  ["docs/how-to/market-prediction.md", positionRules],
])("%s names every entry of its registries", (page, entries) => {
  expect(entries.map(({ name }) => name).filter((name) => !read(page).includes(`\`${name}\``))).toEqual([]);
});

test("the documents hold every indicator and every kind of window as the registries have them", () => {
  const indicators = read("docs/how-to/indicators.md");
  const lines = [...financialIndicators.map(financialLine), ...marketIndicatorKinds.map(marketLine)];
  expect(lines.filter((line) => !indicators.includes(line))).toEqual([]);
  const events = read("docs/how-to/events.md");
  expect(windowKinds.map(windowLine).filter((line) => !events.includes(line))).toEqual([]);
});

test("the page on features lists every kind of step as the registry has it, and its example fits the data set it names", () => {
  const page = read("docs/how-to/features.md");
  const lines = [...rowSteps.map(rowStepLine), ...transforms.map(transformLine)];
  expect(page.split("\n").filter((line) => /^\| `/.test(line))).toEqual(lines);
  const header =
    gunzipSync(readFileSync(join(root, "data/credit_default_taiwan.csv.gz")))
      .toString("utf8")
      .split(/\r?\n/)[0] ?? "";
  const dataset = header.split(",").map((cell) => ({ name: cell.replaceAll('"', ""), type: "INTEGER" as const }));
  const pipeline = FeaturePipeline.parse(JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "{}"));
  const columns = dataset.filter(({ name }) => name !== "ID" && name !== "default.payment.next.month");
  expect(planRows(pipeline.rows, dataset)).toHaveLength(1);
  expect(planPipeline({ columns, sequence: null, pipeline, dataset, task: "BINARY" }).steps.length).toBeGreaterThan(pipeline.steps.length);
});

test("no file names a machine's folders or a package registry's host", () => {
  const pattern =
    /\/(?:home|Users)\/\w+\/|(?<![\w.~-])\/(?:work|root)\/\w|registry\.npmjs\.org|registry\.yarnpkg\.com|files\.pythonhosted\.org/;
  const offenders = filesBelow("")
    .filter((path) => /\.(ts|tsx|mjs|js|json|md|yml|yaml|sh|py|css|graphql)$|^\.npmrc$|^\.ci\/run$/.test(path))
    .filter((path) => !path.endsWith("docs/docs.test.ts") && pattern.test(read(path)));
  expect(offenders).toEqual([]);
});
