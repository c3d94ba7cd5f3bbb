import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { curlText, graphqlText } from "./copy-graphql.ts";

const call = {
  document: "mutation S($input: I!) {\n  score(input: $input) { id }\n}",
  variables: { input: { name: "it's", empty: null } },
};

test("the copied text holds the mutation and its variables without the empty ones", () => {
  expect(graphqlText(call)).toContain('"name": "it\'s"');
  expect(graphqlText(call)).not.toContain("empty");
});

test("a shell passes the curl line's body on unchanged, quotes included", () => {
  const line = curlText(call, "http://localhost:3000").replace(/^curl/, "printf '%s\\n'");
  const out = execFileSync("sh", ["-c", line], { encoding: "utf8" }).trim().split("\n");
  expect(JSON.parse(out.at(-1) ?? "")).toEqual({
    query: "mutation S($input: I!) { score(input: $input) { id } }",
    variables: { input: { name: "it's" } },
  });
});
