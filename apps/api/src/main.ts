import { apiEnv } from "./env.ts";
import { startApi } from "./server.ts";

const env = apiEnv(process.env);
const api = await startApi({
  databaseUrl: env.DATABASE_URL,
  port: env.API_PORT,
  home: env.PLIMSOLL_HOME,
  scorerUrl: env.SCORER_URL,
  scorerSecret: env.SCORER_SECRET,
  uploadMaxBytes: env.UPLOAD_MAX_BYTES,
  logLevel: env.LOG_LEVEL,
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await api.close();
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
// A supervisor that is gone cannot restart or stop this process: end with it.
process.on("disconnect", stop);
process.send?.({ type: "ready" });
