import { AppError, CADENCES, newId, nextDue } from "@plimsoll/schema";
import { datasets, isRepeatable, runs, schedules } from "@plimsoll/schema/db";
import { and, eq, getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { microsOf, type ScheduleRecord } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { displayName } from "./dataset.ts";
import { Cadence } from "./enums.ts";
import { Member } from "./members.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { Node } from "./node.ts";
import { Dataset, Run, Schedule } from "./refs.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

Schedule.implement({
  description: "A run that is submitted again and again.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    job: t.exposeString("job"),
    cadence: t.expose("cadence", { type: Cadence }),
    startsAt: t.expose("startsAt", { type: "DateTime" }),
    nextAt: t.expose("nextAt", { type: "DateTime", description: "When the next run is submitted." }),
    lastAt: t.expose("lastAt", { type: "DateTime", nullable: true, description: "The moment that the last run was submitted for." }),
    lastRun: t.field({
      type: Run,
      nullable: true,
      resolve: ({ lastRunId }, _args, { loaders }) => (lastRunId ? loaders.run.load(lastRunId) : null),
    }),
    input: t.expose("input", { type: "JSONObject", description: "What each run is submitted with." }),
    dataset: t.field({
      type: Dataset,
      nullable: true,
      resolve: ({ datasetId }, _args, { loaders }) => (datasetId ? loaders.dataset.load(datasetId) : null),
    }),
    followDataset: t.exposeBoolean("followDataset", { description: "Whether each run reads the newest data set of that name." }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: ({ createdBy }, _args, { loaders }) => loaders.memberOfKey.load(createdBy),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const ScheduleConnection = connectionType("Schedule", Schedule);

builder.queryField("schedules", (t) =>
  t.field({
    type: ScheduleConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "schedules");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, schedules.createdAt, schedules.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(schedules), cursor: microsOf(schedules.createdAt) })
        .from(schedules)
        .where(and(eq(schedules.workspaceId, scope.workspaceId), where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
);

const Request = z.object({
  name: displayName(200),
  runId: z.string(),
  cadence: z.enum(CADENCES),
  startsAt: z.date(),
  followDataset: z.boolean(),
});

defineMutation("createSchedule", {
  description:
    "Submits a run's specification again at every moment of a cadence. Moments that were missed give one run together, and none while the last run is still under way.",
  access: access.develop,
  input: builder.inputType("CreateScheduleInput", {
    fields: (t) => ({
      name: t.string({ required: true, description: "Unique in the workspace." }),
      runId: t.id({ required: true, description: "The run whose specification is repeated." }),
      cadence: t.field({ type: Cadence, required: true }),
      startsAt: t.field({ type: "DateTime", description: "The first moment, from which the others count; now unless given." }),
      followDataset: t.boolean({
        description: "Each run reads the newest READY data set that has the name of the run's own. False unless given.",
      }),
    }),
  }),
  success: builder.objectRef<{ schedule: ScheduleRecord }>("CreateScheduleSuccess").implement({
    fields: (t) => ({ schedule: t.field({ type: Schedule, resolve: ({ schedule }) => schedule }) }),
  }),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const now = new Date();
    const given = { ...input, startsAt: input.startsAt ?? now, followDataset: input.followDataset ?? false };
    const { name, runId, cadence, startsAt, followDataset } = parseInput(Request, given);
    const { workspaceId, apiKeyId: createdBy } = caller;
    const schedule = await context.services.database.transaction(async (tx) => {
      const [run] = await tx.db
        .select()
        .from(runs)
        .where(and(eq(runs.id, runId), eq(runs.workspaceId, workspaceId)));
      if (!run) throw notFound(["runId"]);
      if (run.parentRunId !== null || !isRepeatable(run.job)) {
        const why = run.parentRunId === null ? `a run of ${run.job} cannot be repeated` : "it is a part of another run";
        throw new AppError("FORBIDDEN_TRANSITION", "conflict", `Run ${runId} cannot be scheduled: ${why}.`, { path: ["runId"] });
      }
      const [dataset] = await tx.db
        .select({ id: datasets.id })
        .from(datasets)
        .where(eq(datasets.id, run.datasetId ?? ""));
      if (followDataset && !dataset) throw invalidInput("'followDataset': the run reads no data set.", ["followDataset"]);
      const { job, input: specification, datasetId, modelVersionId } = run;
      const nextAt = new Date(nextDue(cadence, startsAt.getTime(), now.getTime() - 1));
      const values = { name, job, input: specification, datasetId, modelVersionId, followDataset, cadence, startsAt, nextAt };
      const [made] = await tx.db
        .insert(schedules)
        .values({ id: newId("schedule"), workspaceId, createdBy, ...values })
        .onConflictDoNothing()
        .returning();
      if (!made)
        throw invalidInput(`'name': the workspace has a schedule '${name}' already. Choose another name or delete that one.`, ["name"]);
      await auditOf(tx, caller, "schedule.create", made.id, { name, runId, job, cadence, startsAt: startsAt.toISOString(), followDataset });
      return made;
    });
    return { schedule };
  },
});

defineMutation("deleteSchedule", {
  description: "Ends a schedule. Runs that it has submitted stay.",
  access: access.develop,
  input: builder.inputType("DeleteScheduleInput", { fields: (t) => ({ scheduleId: t.id({ required: true }) }) }),
  success: builder.objectRef<{ deletedScheduleId: string }>("DeleteScheduleSuccess").implement({
    fields: (t) => ({ deletedScheduleId: t.exposeID("deletedScheduleId") }),
  }),
  resolve: async ({ scheduleId }, context) => {
    const caller = callerIn(context);
    await context.services.database.transaction(async (tx) => {
      const [deleted] = await tx.db
        .delete(schedules)
        .where(and(eq(schedules.id, scheduleId), eq(schedules.workspaceId, caller.workspaceId)))
        .returning({ name: schedules.name });
      if (!deleted) throw notFound(["scheduleId"]);
      await auditOf(tx, caller, "schedule.delete", scheduleId, { name: deleted.name });
    });
    return { deletedScheduleId: scheduleId };
  },
});
