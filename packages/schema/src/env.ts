import { resolve } from "node:path";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

/** Environment fragments by concern; each process composes those it needs. `.env.example` lists the same names. */
export const envFragments = {
  API_PORT: port.default(4000).describe("Port of the GraphQL API."),
  WEB_PORT: port.default(3000).describe("Port of the portal."),
  PLIMSOLL_HOME: z
    .string()
    .min(1)
    .default(".plimsoll")
    .transform((path) => resolve(path))
    .describe("Folder of the embedded database, artifacts, caches and logs."),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe("An external PostgreSQL; none = the embedded one."),
  PLIMSOLL_ENGINE: z.enum(["native", "wasm", "cpu"]).optional().describe("Tensor engine; none = the best that loads."),
  SCORER_URL: z.url().optional().describe("Address of the scorer; none = the local one."),
  SCORER_SECRET: z.string().min(16).optional().describe("Secret shared by api and scorer; none = made at start."),
  SCORER_PORT: port.default(4100).describe("Port the scorer listens on (loopback)."),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info").describe("Least severe log line written."),
  UPLOAD_MAX_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(20 * 2 ** 30)
    .describe("Largest upload, in bytes."),
  WORKER_MEMORY_MB: z.coerce.number().int().min(256).optional().describe("Heap limit of a run's process, in MB; none = Node's default."),
} as const;
export type EnvName = keyof typeof envFragments;

/** Parses a process's environment. Prints every error at once and exits with 1, so that a start never half works. */
export function readEnv<Shape extends z.ZodRawShape>(shape: Shape, source: NodeJS.ProcessEnv): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  process.stderr.write(`The environment is not usable:\n${lines.join("\n")}\n`);
  process.exit(1);
}
