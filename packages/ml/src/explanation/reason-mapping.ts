import { AppError, ReasonMapping } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import type { ExplainedFeature } from "./features.ts";
import type { PrincipalReason } from "./reasons.ts";

/** A mapping that somebody gives. @throws AppError "INVALID_INPUT" saying what is wrong with it. */
export function parseReasonMapping(given: unknown): ReasonMapping {
  const parsed = ReasonMapping.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidInput(`The reason mapping is refused: ${issue?.path.join(".") || "it"}: ${issue?.message}.`, { path: ["reasonMapping"] });
}

/** Which features of a model a mapping lacks, and in which languages: to be known before the first decline. */
export function mappingGaps(
  mapping: ReasonMapping,
  features: readonly ExplainedFeature[],
  languages: readonly string[],
): { feature: string; languages: string[] }[] {
  const known = new Map(mapping.reasons.map((reason) => [reason.feature, reason]));
  return features.flatMap(({ name }) => {
    const said = new Set(known.get(name)?.raises.map(({ language }) => language));
    const missing = languages.filter((language) => !said.has(language));
    return missing.length > 0 ? [{ feature: name, languages: missing }] : [];
  });
}

/** What a feature is and usually is, as a sentence may quote it. */
export interface ReasonValues {
  value: string;
  reference: string;
}

export interface SpokenReason {
  feature: string;
  code: string | null;
  text: string;
  contribution: number;
}

/**
 * Reasons in the mapping's own words.
 * @throws AppError "UNMAPPED_REASON" naming feature, language and mapping version where there is no sentence: a reason is never made up, and none
 * is left out in silence.
 */
export function mappedReasons(
  mapping: ReasonMapping,
  language: string,
  reasons: readonly PrincipalReason[],
  valuesOf: (feature: ExplainedFeature) => ReasonValues,
): SpokenReason[] {
  const known = new Map(mapping.reasons.map((reason) => [reason.feature, reason]));
  return reasons.map(({ feature, contribution }) => {
    const found = known.get(feature.name);
    const text = (contribution > 0 ? found?.raises : found?.lowers)?.find((sentence) => sentence.language === language)?.text;
    if (!found || text === undefined) throw unmapped(mapping, feature.name, language, contribution > 0 ? "raises" : "lowers");
    const { value, reference } = valuesOf(feature);
    const spoken = text.replace(/\{(value|reference)\}/g, (_placeholder, name: string) => (name === "value" ? value : reference));
    return { feature: feature.name, code: found.code ?? null, text: spoken, contribution };
  });
}

const unmapped = (mapping: ReasonMapping, feature: string, language: string, direction: string): AppError =>
  new AppError(
    "UNMAPPED_REASON",
    "data",
    `Reason mapping '${mapping.version}' has no sentence in '${language}' for feature '${feature}' where it ${direction} the score. Add one; a reason without a sentence is not given.`,
    { mapping: mapping.version, feature, language },
  );
