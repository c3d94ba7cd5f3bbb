import { type ScenarioLaw, scenarioLaw } from "@plimsoll/ml/catalog";
import { LossScenarioSpec, newId } from "@plimsoll/schema";
import { lossScenarios } from "@plimsoll/schema/db";
import { and, asc, eq } from "drizzle-orm";
import { callerIn } from "../../context.ts";
import type { LossScenarioRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Node } from "../node.ts";
import { LossScenario } from "../refs.ts";
import { NamedNumber } from "./series.ts";
import { businessLineOf, eventTypeOf, LossBusinessLine, LossEventType } from "./taxonomy.ts";

const Quantile = builder.objectRef<ScenarioLaw["fitted"][number]>("ScenarioQuantile").implement({
  fields: (t) => ({
    probability: t.exposeFloat("probability"),
    amount: t.exposeFloat("amount", { description: "As the experts say." }),
    lawAmount: t.exposeFloat("lawAmount", { description: "As the law says." }),
  }),
});
const Law = builder.objectRef<ScenarioLaw>("ScenarioLaw").implement({
  description: "The loss law that the experts' statements come to.",
  fields: (t) => ({
    lossesPerYear: t.float({ resolve: ({ frequency }) => frequency.params.mean }),
    severity: t.string({ resolve: ({ severity }) => severity.name }),
    params: t.field({
      type: [NamedNumber],
      resolve: ({ severity }) => Object.entries(severity.params).map(([name, value]) => ({ name, value })),
    }),
    quantiles: t.field({ type: [Quantile], resolve: ({ fitted }) => fitted }),
    largestRatio: t.exposeFloat("largestRatio", {
      description: "Of a law's amount to the experts', or its inverse: far from 1 their quantiles do not belong together.",
    }),
  }),
});

const lawOf = ({ name, definition: { yearsBetween, severity, quantiles } }: Pick<LossScenarioRecord, "name" | "definition">): ScenarioLaw =>
  scenarioLaw({ name, yearsBetween, severity, quantiles });

LossScenario.implement({
  description: "What a workshop said about a loss that data do not show.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    eventType: t.field({ type: LossEventType, nullable: true, resolve: ({ definition }) => eventTypeOf(definition.eventType) }),
    businessLine: t.field({ type: LossBusinessLine, nullable: true, resolve: ({ definition }) => businessLineOf(definition.businessLine) }),
    yearsBetween: t.float({ description: "Once in so many years.", resolve: ({ definition }) => definition.yearsBetween }),
    rationale: t.string({ resolve: ({ definition }) => definition.rationale }),
    lossCap: t.float({ nullable: true, resolve: ({ definition }) => definition.lossCap }),
    law: t.field({ type: Law, resolve: lawOf }),
    retired: t.exposeBoolean("retired"),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
  }),
});

const MOST_SCENARIOS = 500;
builder.queryField("lossScenarios", (t) =>
  t.field({
    type: [LossScenario],
    description: "By name, without those that are retired unless asked for; at most 500.",
    authScopes: access.read,
    args: { includeRetired: t.arg.boolean() },
    complexity: { field: 1, multiplier: 50 },
    resolve: (_root, { includeRetired }, context) =>
      context.services.database.db
        .select()
        .from(lossScenarios)
        .where(
          and(eq(lossScenarios.workspaceId, callerIn(context).workspaceId), includeRetired ? undefined : eq(lossScenarios.retired, false)),
        )
        .orderBy(asc(lossScenarios.name))
        .limit(MOST_SCENARIOS),
  }),
);

const QuantileInput = builder.inputType("ScenarioQuantileInput", {
  fields: (t) => ({
    probability: t.float({ required: true, description: "Share of such losses below the amount: 0.5 = the usual loss." }),
    amount: t.float({ required: true }),
  }),
});

defineMutation("upsertLossScenario", {
  description: "Defines a scenario, or changes the one of that name. The quantiles must give a law.",
  access: access.describe,
  input: builder.inputType("UpsertLossScenarioInput", {
    fields: (t) => ({
      name: t.string({ required: true }),
      eventType: t.field({ type: LossEventType }),
      businessLine: t.field({ type: LossBusinessLine }),
      yearsBetween: t.float({ required: true, description: "5 = once in five years." }),
      severity: t.string({ description: "lognormal unless given; weibull and gamma fit quantiles too." }),
      quantiles: t.field({ type: [QuantileInput], required: true }),
      rationale: t.string({ description: "Why the experts think so." }),
      lossCap: t.float(),
      retired: t.boolean(),
    }),
  }),
  success: builder.objectRef<{ lossScenario: LossScenarioRecord }>("UpsertLossScenarioSuccess").implement({
    fields: (t) => ({ lossScenario: t.field({ type: LossScenario, resolve: ({ lossScenario }) => lossScenario }) }),
  }),
  resolve: async (given, context) => {
    const caller = callerIn(context);
    const { name, retired, ...definition } = parseInput(LossScenarioSpec, withoutNulls(given));
    lawOf({ name, definition });
    const lossScenario = await context.services.database.transaction(async (tx) => {
      const [row] = await tx.db
        .insert(lossScenarios)
        .values({ id: newId("lossScenario"), workspaceId: caller.workspaceId, name, definition, retired, createdBy: caller.apiKeyId })
        .onConflictDoUpdate({
          target: [lossScenarios.workspaceId, lossScenarios.name],
          set: { definition, retired, updatedAt: new Date() },
        })
        .returning();
      if (!row) throw new Error("An upsert of a scenario returned no row.");
      await auditOf(tx, caller, "loss_scenario.define", row.id, { name, retired, ...definition });
      return row;
    });
    return { lossScenario };
  },
});
