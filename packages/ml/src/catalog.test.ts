import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The tensor library's modules that a fresh process has loaded after importing a file of this package. */
function tensorModulesAfter(file: string, then = ""): number {
  const script = `
    import { createRequire } from "node:module";
    const entry = await import(${JSON.stringify(file)});
    ${then}
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes("@tensorflow"));
    process.stdout.write(String(loaded.length));`;
  const args = ["--conditions=plimsoll-source", "--import", "tsx", "--input-type=module", "-e", script];
  return Number(execFileSync(process.execPath, args, { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8" }));
}

describe("the catalog entry", () => {
  it("loads no tensor library, native or not", { timeout: 30_000 }, () => {
    expect(tensorModulesAfter(fileURLToPath(new URL("./catalog.ts", import.meta.url)))).toBe(0);
  });

  it("is what keeps it out: an engine that loads is seen by the same measure", { timeout: 30_000 }, () => {
    expect(tensorModulesAfter(fileURLToPath(new URL("./index.ts", import.meta.url)), 'await entry.loadEngine("CPU");')).toBeGreaterThan(0);
  });
});
