import { readEnv } from "@plimsoll/schema/env";
import { engineOf, workerEnv } from "./env.ts";
import { codeVersion, runService } from "./lifecycle.ts";
import { startWorker } from "./worker.ts";

const env = readEnv(workerEnv, process.env);

await runService(() =>
  startWorker({
    databaseUrl: env.DATABASE_URL,
    home: env.PLIMSOLL_HOME,
    engine: engineOf(env.PLIMSOLL_ENGINE),
    memoryMb: env.WORKER_MEMORY_MB,
    logLevel: env.LOG_LEVEL,
    codeVersion: codeVersion(),
  }),
);
