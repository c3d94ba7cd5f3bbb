import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { invalidInput } from "../evaluation/inputs.ts";
import type { ExplainedFeature } from "./features.ts";
import type { PrincipalReason } from "./reasons.ts";

/** A sentence in several languages, under their tags (`en`, `de`, `pt-BR`). It may hold {value} and {reference}. */
const Sentences = z
  .array(z.strictObject({ language: z.string().regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/), text: z.string().min(1).max(500) }))
  .min(1);

const MappedReason = z.strictObject({
  /** A feature of the model: a column, or a group of the sequence. */
  feature: z.string().min(1).max(256),
  /** The lender's own number of the reason. */
  code: z.string().min(1).max(32).nullish(),
  /** Said where the feature raised the score: the reason of a decline. */
  raises: Sentences,
  /** Said where it lowered the score; nothing is said there without it. */
  lowers: Sentences.nullish(),
});

/** What people are told for each feature: data, versioned, kept beside a model and never built into code. */
export const ReasonMapping = z
  .strictObject({ version: z.string().min(1).max(64), reasons: z.array(MappedReason).min(1).max(10_000) })
  .refine(({ reasons }) => new Set(reasons.map(({ feature }) => feature)).size === reasons.length, {
    message: "a feature is named twice",
    path: ["reasons"],
  })
  .refine(
    ({ reasons }) =>
      reasons.every(({ raises, lowers }) =>
        [raises, lowers ?? []].every((list) => new Set(list.map(({ language }) => language)).size === list.length),
      ),
    { message: "a feature has two sentences in one language", path: ["reasons"] },
  );
export type ReasonMapping = z.infer<typeof ReasonMapping>;

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
