import { runService } from "../lifecycle.ts";
import { startWorker, type WorkerOptions } from "../worker.ts";

await runService(() => startWorker(JSON.parse(process.env.WORKER_OPTIONS ?? "{}") as WorkerOptions));
