import { CompanyIndicators, companyIndicators as compute } from "../../indicators/financial/company-indicators.ts";
import { defineStage } from "../stage.ts";

export const companyIndicators = defineStage({
  type: "company-indicators",
  title: "Financial indicators of companies",
  description: "Liquidity, leverage, profitability, activity, growth and distress scores of each row's statement items.",
  spec: CompanyIndicators,
  reads: () => [],
  compute(spine, _tables, spec) {
    const { columns, undefinedRows, skipped } = compute(spine, spec);
    return {
      columns,
      notes: [
        ...undefinedRows.filter(({ count }) => count > 0).map(({ name, count }) => `${name}: not defined for ${count} rows`),
        ...skipped.map(({ name, missing }) => `${name} left out: no ${missing.join(", ")}`),
      ],
    };
  },
});
