import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pythonWith } from "./python.ts";

const PEERS = ["shap==0.51.0", "tensorflow-cpu==2.21.0", "keras==3.15.1", "numpy==2.4.6"];

export interface ShapPeer {
  /** Explains what the job holds; returns the milliseconds and the values [rows][columns]. */
  explain(job: Record<string, unknown>): Promise<{ ms: number; values: number[][] }>;
  stop(): Promise<void>;
}

/** The shap package in a Python of its own; a plain word where that cannot be had. */
export async function startShap(log: (line: string) => void): Promise<ShapPeer | { skipped: string }> {
  const peers = await pythonWith("shap-0.51.0-keras-3.15.1", PEERS, log);
  if ("skipped" in peers) return peers;
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-shap-"));
  const child = spawn(peers.python, [fileURLToPath(new URL("./shap_peer.py", import.meta.url))], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (word: string): Promise<string> => {
    for (;;) {
      const line = await lines.next();
      if (line.done) throw new Error(`shap ended: ${errors}`);
      if (line.value.startsWith(`${word} `)) return line.value.slice(word.length + 1);
    }
  };
  return {
    async explain(job) {
      const path = join(folder, "job.json");
      await writeFile(path, JSON.stringify(job));
      child.stdin.write(`${path}\n`);
      return { ms: Number(await answer("ms")), values: JSON.parse(await answer("result")) as number[][] };
    },
    async stop() {
      child.stdin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
