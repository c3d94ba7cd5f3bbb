/** Parts of a trust report, in its order. */
export const TRUST_SECTIONS = ["CALIBRATION", "EXPLANATIONS", "REASONS", "ROBUSTNESS", "NOVELTY"] as const;
export type TrustSection = (typeof TRUST_SECTIONS)[number];
