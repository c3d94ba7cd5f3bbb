import type { FairnessQuery } from "@/generated/graphql.ts";

export type FairVersion = NonNullable<FairnessQuery["modelVersion"]>;
export type Fairness = NonNullable<FairVersion["fairness"]>;

export const isAlive = (run: { status: string } | null | undefined): boolean => run?.status === "QUEUED" || run?.status === "RUNNING";
