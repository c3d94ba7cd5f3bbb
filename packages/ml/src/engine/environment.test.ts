import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { availableEngines } from "../testing/engines.ts";
import { trainingEnvironment } from "./environment.ts";
import { loadEngine } from "./load.ts";

const engines = await availableEngines();
const root = fileURLToPath(new URL("../..", import.meta.url));

describe("engines", () => {
  it("the plain JavaScript engine loads everywhere, and what is loaded twice is one engine", async () => {
    expect(engines.map(({ name }) => name)).toContain("CPU");
    expect(await loadEngine("CPU")).toBe(await loadEngine("CPU"));
  });

  it("engines that are asked for at the same moment are each their own", async () => {
    for (const { name, backend } of engines) {
      expect(backend.scope(() => [...backend.read(backend.tensor(Float32Array.of(1, 2), [2]))])).toEqual([1, 2]);
      expect((await loadEngine(name)).name).toBe(name);
    }
  });

  it("without a preference the best engine that loads is taken", async () => {
    expect((await loadEngine()).name).toBe(engines[0]?.name);
  });

  it.each(engines.map((engine) => [engine.name, engine] as const))("%s says its version and threads", (_name, engine) => {
    expect(engine.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(engine.threads).toBeGreaterThanOrEqual(1);
  });

  it("a process started with the training environment trains on one thread", { timeout: 30_000 }, () => {
    const name = engines[0]?.name ?? "CPU";
    const script = `const { loadEngine } = await import("./src/engine/load.ts"); process.stdout.write(String((await loadEngine("${name}")).threads));`;
    const args = ["--conditions=plimsoll-source", "--import", "tsx", "--input-type=module", "-e", script];
    const output = execFileSync(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...trainingEnvironment(name) },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(output).toBe("1");
  });
});
