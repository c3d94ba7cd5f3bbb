import type { ActionRuleInput } from "@/generated/graphql.ts";

/** What is asked beside the applicant: null for the stored rules as they are. */
export interface RecourseQuestion {
  rules: ActionRuleInput[] | null;
  overrideReason?: string;
}
