import {
  type Agent,
  agents,
  ConstraintSet,
  type EnvDefinition,
  environments,
  GATE_CHECKS,
  GateThresholds,
  NUMBER_GATE_CHECKS,
  NumberGateThresholds,
  NumberLimits,
  SAMPLE_ENVIRONMENTS,
} from "@plimsoll/ml/catalog";
import { z } from "zod";
import { access } from "../access.ts";
import { builder } from "../builder.ts";

const LearnsFrom = builder.enumType("PolicySourceKind", {
  values: ["DECISIONS", "TRAJECTORIES", "ENVIRONMENT"] as const,
  description: "Single decisions of a log, episodes of a log, or an environment to act in.",
});

const PolicyAgent = builder.objectRef<Agent>("PolicyAgent").implement({
  description: "A learning algorithm; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    learnsFrom: t.expose("learnsFrom", { type: LearnsFrom }),
    environments: t.stringList({
      nullable: true,
      description: "Those it is for; null = every one with listed actions, or a log.",
      resolve: (own) => (own.environments ? [...own.environments] : null),
    }),
    params: t.field({ type: "JSONObject", resolve: (own) => own.paramsJsonSchema() }),
  }),
});

const PolicyEnvironment = builder.objectRef<EnvDefinition>("PolicyEnvironment").implement({
  description: "A simulator that policies act in; `params` is a JSON Schema.",
  fields: (t) => ({
    id: t.exposeString("id"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    hasListedActions: t.boolean({ resolve: ({ actions }) => actions === "discrete" }),
    hasExactSolution: t.boolean({ description: "Whether its states are listed.", resolve: ({ model }) => model !== undefined }),
    hasSampleLog: t.boolean({ resolve: ({ id }) => SAMPLE_ENVIRONMENTS.some((own) => own === id) }),
    actionNames: t.stringList({ description: "With default parameters.", resolve: (own) => [...own.create().actionNames] }),
    params: t.field({ type: "JSONObject", resolve: (own) => own.paramsJsonSchema() }),
  }),
});

const schemaOf = (type: z.ZodType) => z.toJSONSchema(type, { io: "input" }) as Record<string, unknown>;

builder.queryFields((t) => ({
  policyAgents: t.field({
    type: [PolicyAgent],
    description: "Every learning algorithm for policies.",
    authScopes: access.read,
    resolve: () => [...agents],
  }),
  policyEnvironments: t.field({
    type: [PolicyEnvironment],
    description: "Every environment for policies.",
    authScopes: access.read,
    resolve: () => [...environments],
  }),
  policyRules: t.field({
    type: builder.objectRef<Record<string, never>>("PolicyRules").implement({
      fields: (r) => ({
        constraints: r.field({
          type: "JSONObject",
          description: "JSON Schema of a constraint set.",
          resolve: () => schemaOf(ConstraintSet),
        }),
        thresholds: r.field({
          type: "JSONObject",
          description: "JSON Schema of the gate's bars.",
          resolve: () => schemaOf(GateThresholds),
        }),
        numberLimits: r.field({
          type: "JSONObject",
          description: "JSON Schema of the limits of a policy that gives a number.",
          resolve: () => schemaOf(NumberLimits),
        }),
        numberThresholds: r.field({
          type: "JSONObject",
          description: "JSON Schema of the bars of the gate of numbers.",
          resolve: () => schemaOf(NumberGateThresholds),
        }),
        numberChecks: r.stringList({ description: "What the gate of numbers checks.", resolve: () => [...NUMBER_GATE_CHECKS] }),
        checks: r.stringList({ description: "What the gate checks, in its order.", resolve: () => [...GATE_CHECKS] }),
      }),
    }),
    description: "What limits and gate can be told.",
    authScopes: access.read,
    resolve: () => ({}),
  }),
}));
