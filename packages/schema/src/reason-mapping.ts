import { z } from "zod";

/** A sentence in several languages, under their tags (`en`, `de`, `pt-BR`). It may hold {value} and {reference}. */
const Sentences = z
  .array(z.strictObject({ language: z.string().regex(/^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$/), text: z.string().trim().min(1).max(500) }))
  .min(1)
  .max(50);

export const MappedReason = z.strictObject({
  /** A feature of the model: a column, or a group of the sequence. */
  feature: z.string().min(1).max(256),
  /** The lender's own number of the reason. */
  code: z.string().min(1).max(32).nullish(),
  /** Said where the feature raised the score: the reason of a decline. */
  raises: Sentences,
  /** Said where it lowered the score; nothing is said there without it. */
  lowers: Sentences.nullish(),
});
export type MappedReason = z.infer<typeof MappedReason>;

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

/** Which words the reasons of scores are given in. */
export const WordingChoice = z.object({ reasonMappingId: z.string(), language: z.string().min(2).max(64) });
export type WordingChoice = z.infer<typeof WordingChoice>;
