import { liveWorkers, runs, type WorkerRow } from "@plimsoll/schema/db";
import { and, count, eq, inArray, sql } from "drizzle-orm";
import { type Architecture as ArchitectureValue, architectures } from "../catalog.ts";
import { type ApiContext, callerIn } from "../context.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { EngineName, Task, WorkerRole } from "./enums.ts";

const Engine = builder.objectRef<WorkerRow>("Engine").implement({
  description: "The tensor engine of one live worker or scorer.",
  fields: (t) => ({
    name: t.expose("engine", { type: EngineName }),
    version: t.exposeString("engineVersion"),
    threads: t.exposeInt("threads"),
    role: t.expose("role", { type: WorkerRole }),
    host: t.exposeString("host"),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
  }),
});

interface SystemValue {
  codeVersion: string;
  databaseVersion: string;
  queuedRuns: number;
  runningRuns: number;
}

const SystemStatus = builder.objectRef<SystemValue>("SystemStatus").implement({
  description: "What runs here.",
  fields: (t) => ({
    codeVersion: t.exposeString("codeVersion"),
    database: t.string({ resolve: () => "PostgreSQL" }),
    databaseVersion: t.exposeString("databaseVersion"),
    queuedRuns: t.exposeInt("queuedRuns", { description: "Of the caller's workspace." }),
    runningRuns: t.exposeInt("runningRuns", { description: "Of the caller's workspace." }),
    engines: t.field({ type: [Engine], resolve: (_system, _args, context) => liveWorkers(context.services.database.db) }),
  }),
});

async function readSystem(context: ApiContext): Promise<SystemValue> {
  const { db } = context.services.database;
  const { workspaceId } = callerIn(context);
  const [version, counts] = await Promise.all([
    db.execute<{ version: string }>(sql`SELECT current_setting('server_version') AS version`),
    db
      .select({ status: runs.status, total: count() })
      .from(runs)
      .where(and(eq(runs.workspaceId, workspaceId), inArray(runs.status, ["QUEUED", "RUNNING"])))
      .groupBy(runs.status),
  ]);
  const totalOf = (status: string) => counts.find((row) => row.status === status)?.total ?? 0;
  return {
    codeVersion: context.services.codeVersion,
    databaseVersion: version.rows[0]?.version ?? "",
    queuedRuns: totalOf("QUEUED"),
    runningRuns: totalOf("RUNNING"),
  };
}

const Architecture = builder.objectRef<ArchitectureValue>("Architecture").implement({
  description: "A network that can be trained; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    tasks: t.field({ type: [Task], resolve: ({ tasks }) => [...tasks] }),
    description: t.exposeString("description"),
    params: t.field({ type: "JSONObject", resolve: (architecture) => architecture.paramsJsonSchema() }),
    engines: t.field({ type: [EngineName], resolve: ({ engines }) => [...engines] }),
  }),
});

builder.queryFields((t) => ({
  engines: t.field({
    type: [Engine],
    description: "One for each live worker and scorer.",
    authScopes: access.read,
    resolve: (_root, _args, { services }) => liveWorkers(services.database.db),
  }),
  system: t.field({ type: SystemStatus, authScopes: access.read, resolve: (_root, _args, context) => readSystem(context) }),
  architectures: t.field({ type: [Architecture], authScopes: access.read, resolve: () => [...architectures] }),
}));
