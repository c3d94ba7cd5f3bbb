import type { RunQuery } from "@/generated/graphql.ts";

/** The parts of a run that several screens draw, as the portal asks for them. */
type Run = NonNullable<RunQuery["run"]>;
export type Metric = Run["metrics"][number];
export type BaselineResult = Run["baselines"][number];
export type EvaluationReport = NonNullable<Run["report"]>;
export type ThresholdRow = EvaluationReport["thresholds"][number];
