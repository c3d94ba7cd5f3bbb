/** Scoring under load: a large file in bounded memory, one record at a time with a warm model, and twenty clients at once. */
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelVersions } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { startScorer } from "../apps/worker/src/scorer-server.ts";
import { startFixture } from "../apps/worker/src/testing/fixture.ts";
import { runProcessesOf } from "../apps/worker/src/testing/processes.ts";
import { months, TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { startWorker } from "../apps/worker/src/worker.ts";
import { type Check, finish, isEntry, seconds } from "./checks.ts";

const SECRET = "a secret of the verification";

/** Largest resident memory, in MB, that any run's process of this worker reaches until stopped. */
function watchMemory(): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    for (const id of runProcessesOf(process.pid)) {
      try {
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]) / 1024);
      } catch {
        // It has just ended.
      }
    }
  }, 50);
  return () => {
    clearInterval(timer);
    return Math.round(peak);
  };
}

const quantile = (sorted: number[], p: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;

export async function run(engine: "NATIVE" | "CPU" = "NATIVE", copies = 33): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine, logLevel: "silent", codeVersion: "verify" });
  const checks: Check[] = [];
  try {
    const file = join(folder, "taiwan.csv");
    await writeTaiwan(file, 30_000);
    const small = await fixture.submitIngest(file);
    const [header = "", ...lines] = (await readFile(file, "utf8")).trim().split("\n");
    const large = join(folder, "large.csv");
    await writeFile(large, `${header}\n${`${lines.join("\n")}\n`.repeat(copies)}`);
    const big = await fixture.submitIngest(large);
    await fixture.ended(small.runId);
    const trained = await fixture.ended(
      await fixture.submitTraining({
        datasetId: small.datasetId,
        modelName: "Load",
        target: TARGET,
        drop: ["ID"],
        architecture: "lstm",
        params: { units: [128] },
        sequence: months,
        split: { method: "COLUMN", testColumn: "IS_TEST" },
        training: { epochs: 1 },
      }),
      120_000,
    );
    const modelVersionId = trained.modelVersionId ?? "";
    await fixture.ended(big.runId, 120_000);

    const measure = async (datasetId: string) => {
      const stop = watchMemory();
      const scored = await fixture.ended(await fixture.submitScoring({ datasetId, modelVersionId, format: "PARQUET" }), 600_000);
      return { scored, peakMb: stop() };
    };
    const few = await measure(small.datasetId);
    const many = await measure(big.datasetId);
    const nRows = 30_000 * copies;
    checks.push([
      "a large file is scored",
      many.scored.output?.rowCount === nRows,
      `${nRows} rows in ${seconds(many.scored)} s; 30000 in ${seconds(few.scored)} s`,
    ]);
    checks.push([
      "its memory stays within 256 MB of a small file's",
      many.peakMb - few.peakMb <= 256,
      `${few.peakMb} MB -> ${many.peakMb} MB`,
    ]);

    const scorer = await startScorer({
      databaseUrl: fixture.url,
      home: fixture.home,
      port: 0,
      secret: SECRET,
      engine,
      logLevel: "silent",
      codeVersion: "verify",
    });
    const [version] = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.id, modelVersionId));
    const names = version?.signature?.columns.map(({ name }) => name) ?? [];
    const at = names.map((name) => header.split(",").indexOf(name));
    const rowOf = (index: number) =>
      Object.fromEntries(names.map((name, i) => [name, Number(lines[index % lines.length]?.split(",")[at[i] ?? 0])]));
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const ask = (index: number, explain = false): Promise<number> =>
      new Promise((resolve, reject) => {
        const startedAt = performance.now();
        const sent = request(
          `${scorer.url}/score`,
          { method: "POST", agent, headers: { authorization: `Bearer ${SECRET}` } },
          (response) => {
            response.resume();
            response.on("end", () =>
              response.statusCode === 200 ? resolve(performance.now() - startedAt) : reject(new Error(`status ${response.statusCode}`)),
            );
          },
        );
        sent.on("error", reject);
        sent.end(JSON.stringify({ workspaceId: fixture.workspaceId, modelVersionId, rows: [rowOf(index)], explain }));
      });
    const inTurn = async (n: number, explain: boolean): Promise<number[]> => {
      const times: number[] = [];
      for (let i = 0; i < n; i++) times.push(await ask(i, explain));
      return times.sort((a, b) => a - b);
    };
    const cold = await ask(0);
    await inTurn(200, false);
    const alone = await inTurn(500, false);
    const explained = await inTurn(100, true);
    const crowd = (await Promise.all(Array.from({ length: 20 }, async () => inTurn(100, false)))).flat().sort((a, b) => a - b);
    checks.push([
      "one record alone, model warm: p50 under 5 ms",
      quantile(alone, 0.5) < 5,
      `p50 ${quantile(alone, 0.5).toFixed(2)} ms, p99 ${quantile(alone, 0.99).toFixed(2)} ms; first, with the model's load, ${cold.toFixed(0)} ms`,
      "speed",
    ]);
    checks.push(["with reasons: p50 under 15 ms", quantile(explained, 0.5) < 15, `p50 ${quantile(explained, 0.5).toFixed(2)} ms`, "speed"]);
    checks.push([
      "twenty clients: p50 under 15 ms, p99 under 100 ms",
      quantile(crowd, 0.5) < 15 && quantile(crowd, 0.99) < 100,
      `p50 ${quantile(crowd, 0.5).toFixed(2)} ms, p99 ${quantile(crowd, 0.99).toFixed(2)} ms`,
      "speed",
    ]);
    agent.destroy();
    await scorer.close();
  } finally {
    await worker.close();
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
  return finish(`scoring on ${engine}`, checks);
}

if (isEntry(import.meta.url)) process.exitCode = (await run(process.argv[2] === "CPU" ? "CPU" : "NATIVE")) ? 0 : 1;
