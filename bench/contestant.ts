import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A process that runs one epoch whenever it is told a batch size, and answers with the milliseconds it took. */
export interface Contestant {
  epoch(batchSize: number): Promise<number>;
  stop(): void;
}

/** Starts a contestant: it reads lines `<batch size>` and writes lines `epoch <ms>`; everything else it writes is dropped. */
export function startContestant(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Contestant {
  const child: ChildProcess = spawn(program, [...args], { env, stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4000);
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code}: ${errors}`)));
  });
  ended.catch(() => undefined);
  const lines = child.stdout ? createInterface({ input: child.stdout })[Symbol.asyncIterator]() : undefined;
  const answer = async (): Promise<number> => {
    for (;;) {
      const line = await lines?.next();
      if (!line || line.done) return await ended;
      const ms = /^epoch (\S+)$/.exec(line.value)?.[1];
      if (ms) return Number(ms);
    }
  };
  return {
    epoch(batchSize) {
      child.stdin?.write(`${batchSize}\n`);
      return Promise.race([answer(), ended]);
    },
    stop: () => void child.stdin?.end(),
  };
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};
