import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { pythonWith } from "../python.ts";

const PACKAGES = ["numpy==2.4.6", "pandas==3.1.1", "polars==1.44.1", "scikit-learn==1.9.1"];

export interface Peer {
  /** Sends one JSON line and waits for the JSON line that answers it. */
  ask(request: unknown): Promise<Record<string, number>>;
  stop(): void;
}

/** Starts a Python script of this folder that answers each line `json` on its standard input with a line `answer json`. */
export async function startPeer(script: string, log: (line: string) => void): Promise<Peer | { skipped: string }> {
  const peers = await pythonWith("features", PACKAGES, log);
  if ("skipped" in peers) return peers;
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(peers.python, [path], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      for (;;) {
        const line = await lines.next();
        if (line.done) throw new Error(`${script} ended: ${errors}`);
        if (line.value.startsWith("answer ")) return JSON.parse(line.value.slice("answer ".length)) as Record<string, number>;
      }
    },
    stop: () => void child.stdin.end(),
  };
}
