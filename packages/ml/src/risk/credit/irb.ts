import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { normalCdf, normalQuantile } from "../../numeric/distributions.ts";

/** Asset classes of the internal ratings-based approach, by the formula they share. */
export const IRB_CLASSES = ["CORPORATE", "SME_CORPORATE", "LARGE_FINANCIAL", "HVCRE", "MORTGAGE", "QRRE", "OTHER_RETAIL"] as const;
export type IrbClass = (typeof IRB_CLASSES)[number];

export interface IrbExposure {
  assetClass: IrbClass;
  /** One-year probability of default in (0, 1); 1 = in default. */
  pd: number;
  /** Downturn loss given default, 0 to 1. */
  lgd: number;
  /** Exposure at default, account currency, >= 0. */
  ead: number;
  /** Effective maturity in years, 1 to 5 (CRE32.44); 2.5 unless given. Retail classes have none. */
  maturityYears?: number;
  /** Annual sales in million EUR, 5 to 50: SME_CORPORATE only. Firms below 5 enter as 5 (CRE31.9). */
  salesMillions?: number;
  /** Best estimate of the expected loss rate of an exposure in default, 0 to 1. */
  bestEstimateLoss?: number;
}

export interface IrbCapital {
  /** Asset correlation R. */
  correlation: number;
  /** (1 + (M - 2.5) b) / (1 - 1.5 b); 1 for retail. */
  maturityAdjustment: number;
  /** Capital requirement as a share of the exposure. */
  k: number;
  /** 12.5 k. */
  riskWeight: number;
  riskWeightedAssets: number;
  /** pd * lgd * ead, or the best estimate in default. */
  expectedLoss: number;
}

const exposureSchema = z.strictObject({
  assetClass: z.enum(IRB_CLASSES),
  pd: z.number().gt(0, "must be above 0: apply the floor of your rule book first").max(1, "must be at most 1"),
  lgd: z.number().min(0, "must be at least 0").max(1, "must be at most 1"),
  ead: z.number().min(0, "must be at least 0"),
  maturityYears: z.number().min(1, "must be at least 1 (CRE32.44)").max(5, "must be at most 5 (CRE32.44)").optional(),
  salesMillions: z.number().min(5, "must be at least 5: smaller firms enter as 5 (CRE31.9)").max(50, "must be at most 50").optional(),
  bestEstimateLoss: z.number().min(0).max(1).optional(),
});

const isRetail = (assetClass: IrbClass) => assetClass === "MORTGAGE" || assetClass === "QRRE" || assetClass === "OTHER_RETAIL";

/** Correlation that falls from `high` to `low` as the PD grows: low w + high (1 - w), w = (1 - e^(-k PD)) / (1 - e^-k). */
function falling(low: number, high: number, decay: number, pd: number): number {
  const w = -Math.expm1(-decay * pd) / -Math.expm1(-decay);
  return low * w + high * (1 - w);
}

function correlationOf({ assetClass, pd, salesMillions }: IrbExposure): number {
  switch (assetClass) {
    case "MORTGAGE":
      return 0.15;
    case "QRRE":
      return 0.04;
    case "OTHER_RETAIL":
      return falling(0.03, 0.16, 35, pd);
    case "HVCRE":
      return falling(0.12, 0.3, 50, pd);
    case "LARGE_FINANCIAL":
      return 1.25 * falling(0.12, 0.24, 50, pd);
    case "SME_CORPORATE":
      return falling(0.12, 0.24, 50, pd) - 0.04 * (1 - ((salesMillions ?? 50) - 5) / 45);
    case "CORPORATE":
      return falling(0.12, 0.24, 50, pd);
  }
}

/**
 * Capital of one exposure by the Basel internal ratings-based risk weight function, for a 99.9 % year of one systematic factor.
 * K = [LGD N((G(PD) + sqrt(R) G(0.999)) / sqrt(1 - R)) - PD LGD] (1 + (M - 2.5) b) / (1 - 1.5 b), b = (0.11852 - 0.05478 ln PD)^2.
 * In default K = max(0, LGD - best estimate of the loss).
 * @returns rates as shares, amounts in the currency of `ead`.
 * @throws AppError "INVALID_INPUT" for a value outside its range; for a maturity of a retail class, sales of another class than
 * SME_CORPORATE (which needs them), or an exposure in default without its best estimate.
 * Source: Basel Framework CRE31.4 to CRE31.24 and CRE31.3 (defaulted).
 */
export function irbCapital(exposure: IrbExposure): IrbCapital {
  check(exposure);
  const { assetClass, pd, lgd, ead, maturityYears = 2.5, bestEstimateLoss = 0 } = exposure;
  const correlation = correlationOf(exposure);
  if (pd === 1) return result(correlation, 1, Math.max(0, lgd - bestEstimateLoss), ead, bestEstimateLoss * ead);
  const stressed = normalCdf((normalQuantile(pd) + Math.sqrt(correlation) * normalQuantile(0.999)) / Math.sqrt(1 - correlation));
  const b = (0.11852 - 0.05478 * Math.log(pd)) ** 2;
  const maturityAdjustment = isRetail(assetClass) ? 1 : (1 + (maturityYears - 2.5) * b) / (1 - 1.5 * b);
  return result(correlation, maturityAdjustment, lgd * (stressed - pd) * maturityAdjustment, ead, pd * lgd * ead);
}

function result(correlation: number, maturityAdjustment: number, k: number, ead: number, expectedLoss: number): IrbCapital {
  return { correlation, maturityAdjustment, k, riskWeight: 12.5 * k, riskWeightedAssets: 12.5 * k * ead, expectedLoss };
}

function check(exposure: IrbExposure): void {
  const parsed = exposureSchema.safeParse(exposure);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.map(String).join(".") || "exposure";
    throw invalidInput(`Exposure: '${path}' ${issue?.message ?? "is not valid"}.`, { path: [path] });
  }
  const { assetClass, pd, maturityYears, salesMillions, bestEstimateLoss } = exposure;
  const refuse = (path: string, message: string) => invalidInput(`Exposure: '${path}' ${message}.`, { path: [path] });
  if (maturityYears !== undefined && isRetail(assetClass))
    throw refuse("maturityYears", `does not enter the ${assetClass} formula: leave it out`);
  if ((salesMillions === undefined) === (assetClass === "SME_CORPORATE"))
    throw refuse(
      "salesMillions",
      assetClass === "SME_CORPORATE" ? "is needed for SME_CORPORATE" : `is for SME_CORPORATE only, not ${assetClass}`,
    );
  if ((bestEstimateLoss === undefined) === (pd === 1))
    throw refuse("bestEstimateLoss", pd === 1 ? "is needed where pd is 1 (in default)" : "is for exposures in default (pd = 1) only");
  // Below about 1e-9 the maturity slope makes 1 - 1.5 b vanish: no rule book has such a PD (the floor is 0.0005).
  if (!isRetail(assetClass) && pd < 1e-5)
    throw refuse("pd", `${pd} is below 1e-5, where the maturity adjustment has no meaning: apply the floor of 0.0005`);
}
