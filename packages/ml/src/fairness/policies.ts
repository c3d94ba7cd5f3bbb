import { FairnessPolicy } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import type { GroupReport, GroupResult } from "./group-report.ts";

const shared = { significance: 0.05, minEvents: 30, allowsGroupThresholds: false } as const;

/** Starting points, one entry each; a lender adds its own. None is legal advice, and each says what it rests on. */
export const fairnessPolicies: readonly FairnessPolicy[] = [
  {
    ...shared,
    name: "FOUR_FIFTHS",
    title: "Four-fifths screen",
    minImpactRatio: 0.8,
    maxMeanDifference: 0.3,
    maxOpportunityDifference: 0.05,
    maxProxyAuc: null,
    source:
      "29 CFR 1607.4 D (four fifths, employment), used by lenders as a screen; mean and opportunity differences are practice, not law.",
  },
  {
    ...shared,
    name: "US_CREDIT",
    title: "United States, credit",
    minImpactRatio: null,
    maxMeanDifference: null,
    maxOpportunityDifference: null,
    maxProxyAuc: 0.7,
    source:
      "Regulation B (12 CFR 1002) since 2026-07-21 has no effects test; using a proxy for a prohibited basis stays unlawful. State law may ask more.",
  },
  {
    ...shared,
    name: "EU_CREDIT",
    title: "European Union, credit of natural persons",
    minImpactRatio: 0.8,
    maxMeanDifference: null,
    maxOpportunityDifference: 0.05,
    maxProxyAuc: 0.7,
    source: "Regulation (EU) 2024/1689 Art. 10(2)(f)-(g) asks to examine and mitigate biases and names no figures; those here are screens.",
  },
  {
    ...shared,
    name: "UK_CREDIT",
    title: "United Kingdom, credit",
    minImpactRatio: 0.8,
    maxMeanDifference: 0.3,
    maxOpportunityDifference: 0.05,
    maxProxyAuc: null,
    source:
      "Equality Act 2010 s. 19 (indirect discrimination, justifiable) and the FCA's Consumer Duty name no figures; those here are screens.",
  },
];

/** The policy of that name among the given ones. @throws AppError "INVALID_INPUT" naming them. */
export function fairnessPolicy(name: string, among: readonly FairnessPolicy[] = fairnessPolicies): FairnessPolicy {
  const found = among.find((policy) => policy.name === name);
  if (found) return found;
  throw invalidInput(`There is no fairness policy '${name}'. There are: ${among.map((policy) => policy.name).join(", ")}.`, {
    path: ["fairnessPolicy"],
  });
}

/** A policy that somebody gives. @throws AppError "INVALID_INPUT" saying what is wrong with it. */
export function parseFairnessPolicy(given: unknown): FairnessPolicy {
  const parsed = FairnessPolicy.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidInput(`The fairness policy is refused: ${issue?.path.join(".") || "it"}: ${issue?.message}.`, { path: ["fairnessPolicy"] });
}

/** INCONCLUSIVE: beyond the limit, but within chance. TOO_SMALL: too few events to judge by. */
export type Verdict = "PASS" | "BREACH" | "INCONCLUSIVE" | "TOO_SMALL";

export interface Finding {
  group: string;
  criterion: "IMPACT_RATIO" | "MEAN_DIFFERENCE" | "OPPORTUNITY_DIFFERENCE";
  value: number;
  limit: number;
  verdict: Verdict;
  /** Whether the difference is beyond chance; taken as so where a criterion has no test. */
  isSignificant: boolean;
}

/** What a policy finds in a report: one finding for each group and criterion that it asks for and that has a value. */
export function judgeGroups({ groups }: GroupReport, policy: FairnessPolicy): Finding[] {
  return groups.filter(({ isReference }) => !isReference).flatMap((group) => findingsOf(group, policy));
}

function findingsOf(
  group: GroupResult,
  { minImpactRatio, maxMeanDifference, maxOpportunityDifference, significance, minEvents }: FairnessPolicy,
): Finding[] {
  const found: Finding[] = [];
  const add = (criterion: Finding["criterion"], value: number, limit: number, isBreach: boolean, isSignificant: boolean) =>
    found.push({
      group: group.name,
      criterion,
      value,
      limit,
      verdict: group.nEvents < minEvents ? "TOO_SMALL" : !isBreach ? "PASS" : isSignificant ? "BREACH" : "INCONCLUSIVE",
      isSignificant,
    });
  const ratio = group.adverseImpactRatio;
  if (minImpactRatio !== null && ratio && ratio.value !== null)
    add("IMPACT_RATIO", ratio.value, minImpactRatio, ratio.value < minImpactRatio, ratio.pValue < significance);
  const mean = group.standardizedMeanDifference;
  if (maxMeanDifference !== null && mean !== null)
    add("MEAN_DIFFERENCE", mean, maxMeanDifference, Math.abs(mean) > maxMeanDifference, true);
  const opportunity = group.equalOpportunityDifference;
  if (maxOpportunityDifference !== null && opportunity && opportunity.value !== null) {
    const excludesZero = opportunity.low === null || opportunity.high === null || opportunity.low > 0 || opportunity.high < 0;
    add(
      "OPPORTUNITY_DIFFERENCE",
      opportunity.value,
      maxOpportunityDifference,
      Math.abs(opportunity.value) > maxOpportunityDifference,
      excludesZero,
    );
  }
  return found;
}
