import { z } from "zod";

/** A bank's own rating grade: PDs in [from, to), the last one closed; `pd` is what it stands for. */
const Grade = z.strictObject({
  name: z.string().min(1).max(32),
  from: z.number().min(0).max(1),
  to: z.number().min(0).max(1),
  pd: z.number().min(0).max(1),
});

/** `runs.input` of a trust report: which version, and how closely it is looked at. */
export const TrustSpec = z.object({
  modelVersionId: z.string(),
  /** Test rows explained, and declines whose reasons are tested, at most. */
  explainedRows: z.int().min(20).max(5_000).default(500),
  /** Features whose dependence is drawn; the strongest ones when nothing is said. */
  features: z.array(z.string().min(1).max(256)).min(1).max(30).nullable().default(null),
  /** The class of a MULTICLASS version that is looked at; the rarest one when nothing is said. */
  label: z.string().min(1).max(256).nullable().default(null),
  /** Grades that PDs are judged by; built from held-out rows when nothing is said. */
  masterScale: z.array(Grade).min(2).max(100).nullable().default(null),
  /** Trainings under other seeds, to see what is the seed's doing: each costs as much as the version's own. 0 = none. */
  seeds: z.int().min(0).max(10).default(0),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
});
export type TrustSpec = z.infer<typeof TrustSpec>;
