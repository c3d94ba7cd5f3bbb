import type { CreditAssetClass } from "@/generated/graphql.ts";

export const CLASS_WORDS: Record<CreditAssetClass, string> = {
  OTHER_RETAIL: "Other retail",
  MORTGAGE: "Residential mortgage",
  QRRE: "Qualifying revolving retail",
  CORPORATE: "Corporate",
  SME_CORPORATE: "Small or medium company",
  LARGE_FINANCIAL: "Large financial institution",
  HVCRE: "High-volatility commercial real estate",
};
