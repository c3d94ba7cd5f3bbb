import { z } from "zod";
import { ColumnName } from "./column-name.ts";

/** A protected attribute: which column it stands in, and how its values become groups. Declared per data set, as data. */
export const ProtectedAttribute = z.strictObject({
  column: ColumnName,
  /** Edges that cut a number into groups, ascending: [25, 40] makes below 25, 25 to below 40, and 40 and above. */
  edges: z.array(z.number()).min(1).max(50).nullish(),
  /** The group that others are compared with; the one approved most often unless given. */
  reference: z.string().max(256).nullish(),
});
export type ProtectedAttribute = z.infer<typeof ProtectedAttribute>;

/** All of a data set's. */
export const ProtectedAttributes = z
  .array(ProtectedAttribute)
  .max(32)
  .refine((attributes) => new Set(attributes.map(({ column }) => column)).size === attributes.length, {
    message: "a column is declared twice",
  })
  .refine((attributes) => attributes.every(({ edges }) => !edges || edges.every((edge, k) => k === 0 || edge > (edges[k - 1] as number))), {
    message: "edges must ascend",
  });

/** What a jurisdiction, or a lender's own policy, asks of group figures: data, never built into a test. Null = not asked. */
export const FairnessPolicy = z.strictObject({
  name: z.string().regex(/^[A-Z0-9_]{1,64}$/, "must be capital letters, digits and underscores"),
  title: z.string().min(1).max(200),
  /** Least adverse impact ratio. */
  minImpactRatio: z.number().gt(0).max(1).nullable(),
  /** Largest absolute standardised mean difference of the scores. */
  maxMeanDifference: z.number().positive().nullable(),
  /** Largest absolute difference of approval among those without the event. */
  maxOpportunityDifference: z.number().positive().max(1).nullable(),
  /** Highest AUC with which features may tell the attribute. */
  maxProxyAuc: z.number().min(0.5).max(1).nullable(),
  /** A breach counts where it is beyond chance at this level. */
  significance: z.number().gt(0).lt(1),
  /** Events below which a group judges nothing. */
  minEvents: z.int().min(1),
  /** Whether thresholds may differ by group: in many places that is itself unequal treatment. */
  allowsGroupThresholds: z.boolean(),
  /** Rule or practice it follows, and what it does not say. */
  source: z.string().min(1).max(2_000),
});
export type FairnessPolicy = z.infer<typeof FairnessPolicy>;

export const PENALTY_AIMS = ["APPROVAL_PARITY", "EQUAL_OPPORTUNITY"] as const;
/** APPROVAL_PARITY: groups get the same mean probability. EQUAL_OPPORTUNITY: those without the event do. */
export type PenaltyAim = (typeof PENALTY_AIMS)[number];

export const DISPARITIES = ["APPROVAL", "OPPORTUNITY"] as const;
/** APPROVAL: one less the lowest approval rate over the highest. OPPORTUNITY: the largest difference of approval among those without the event. */
export type Disparity = (typeof DISPARITIES)[number];

export const THRESHOLD_CONSTRAINTS = ["IMPACT_RATIO", "APPROVAL_PARITY", "EQUAL_OPPORTUNITY", "EQUALIZED_ODDS"] as const;
/**
 * IMPACT_RATIO: lowest approval rate over the highest at least `limit`. APPROVAL_PARITY: approval rates within `limit` of each other. EQUAL_OPPORTUNITY: the
 * same among those without the event. EQUALIZED_ODDS: among those without and those with the event.
 */
export type ThresholdConstraint = (typeof THRESHOLD_CONSTRAINTS)[number];

const strength = z.number().min(0).max(10_000);
const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** How a training treats groups more alike. The attribute is read to group the rows; it is no feature. */
export const Mitigation = z
  .strictObject({
    attribute: ProtectedAttribute,
    /** Weigh rows so that group and outcome are independent. */
    reweigh: z.boolean().default(false),
    /** Added to the loss for unlike mean probabilities of the groups. */
    penalty: z.strictObject({ aim: z.enum(PENALTY_AIMS), strength }).nullish(),
  })
  .refine(({ reweigh, penalty }) => reweigh || penalty, { message: "ask for reweigh, a penalty, or both", path: ["reweigh"] });
export type Mitigation = z.infer<typeof Mitigation>;

/** `runs.input` of a fairness report: the attributes and the policy as they were when it was asked for. */
export const FairnessSpec = z.object({
  modelVersionId: z.string(),
  attributes: ProtectedAttributes.min(1),
  policy: FairnessPolicy,
  /** Also every pair of attributes together. */
  intersections: z.boolean().default(true),
  /** Whether the features tell the groups. */
  proxies: z.boolean().default(true),
  /** Declined when score >= threshold; the version's own unless one of the two is given. */
  threshold: z.number().min(0).max(1).nullable().default(null),
  /** Share approved, of the lowest scores. */
  approvalRate: z.number().gt(0).lt(1).nullable().default(null),
  seed: seed.default(1),
});
export type FairnessSpec = z.infer<typeof FairnessSpec>;

/** `runs.input` of a search for less discriminatory alternatives. */
export const AlternativesSpec = z.object({
  modelVersionId: z.string(),
  attribute: ProtectedAttribute,
  policy: FairnessPolicy,
  measure: z.enum(DISPARITIES).default("APPROVAL"),
  /** At which candidates are compared; the version's own on the validation rows unless given. */
  approvalRate: z.number().gt(0).lt(1).nullable().default(null),
  /** AUC that may be given up. */
  tolerance: z.number().min(0).max(0.5).default(0.01),
  aims: z
    .array(z.enum(PENALTY_AIMS))
    .min(1)
    .default([...PENALTY_AIMS]),
  strengths: z.array(strength).min(1).max(10).default([1, 10, 50]),
  /** Trainings of each kind. */
  seeds: z.int().min(1).max(5).default(1),
  constraint: z.enum(THRESHOLD_CONSTRAINTS).default("IMPACT_RATIO"),
  limit: z.number().min(0).max(1).default(0.8),
});
export type AlternativesSpec = z.infer<typeof AlternativesSpec>;
