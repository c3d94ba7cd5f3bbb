import type { ComponentType } from "react";
import { CreditReport } from "./credit/CreditReport.tsx";
import { BacktestReport } from "./market/BacktestReport.tsx";
import { ForecastReport } from "./market/ForecastReport.tsx";
import { PredictionReport } from "./market/PredictionReport.tsx";
import { VolatilityReport } from "./market/VolatilityReport.tsx";
import { IndicatorImportReport } from "./operational/IndicatorImportReport.tsx";
import { LossFitReport } from "./operational/LossFitReport.tsx";
import { LossImportReport } from "./operational/LossImportReport.tsx";
import { SimulationReport } from "./operational/SimulationReport.tsx";
import { PortfolioReport } from "./portfolio/PortfolioReport.tsx";

interface ResultView {
  View: ComponentType<{ runId: string }>;
  /** Whether a schedule may submit it again. */
  repeatable: boolean;
}

/** What a risk run that has succeeded is shown by, one line a job. */
const VIEWS: Record<string, ResultView> = {
  "market.portfolio": { View: PortfolioReport, repeatable: true },
  "market.fit": { View: VolatilityReport, repeatable: true },
  "market.backtest": { View: BacktestReport, repeatable: true },
  "market.predict": { View: PredictionReport, repeatable: true },
  "market.forecast": { View: ForecastReport, repeatable: true },
  "credit.portfolio": { View: CreditReport, repeatable: true },
  "oprisk.import": { View: LossImportReport, repeatable: false },
  "kri.import": { View: IndicatorImportReport, repeatable: false },
  "oprisk.fit": { View: LossFitReport, repeatable: true },
  "oprisk.simulate": { View: SimulationReport, repeatable: true },
};

export const resultViewOf = (job: string): ResultView | null => VIEWS[job] ?? null;
