import { readEnv } from "@plimsoll/schema/env";
import { engineOf, scorerEnv } from "./env.ts";
import { codeVersion, runService } from "./lifecycle.ts";
import { startScorer } from "./scorer-server.ts";

const env = readEnv(scorerEnv, process.env);

await runService(() =>
  startScorer({
    databaseUrl: env.DATABASE_URL,
    home: env.PLIMSOLL_HOME,
    port: env.SCORER_PORT,
    secret: env.SCORER_SECRET,
    engine: engineOf(env.PLIMSOLL_ENGINE),
    logLevel: env.LOG_LEVEL,
    codeVersion: codeVersion(),
  }),
);
