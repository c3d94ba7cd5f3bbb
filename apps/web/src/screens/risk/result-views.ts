import type { ComponentType } from "react";
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
  "oprisk.import": { View: LossImportReport, repeatable: false },
  "oprisk.fit": { View: LossFitReport, repeatable: true },
  "oprisk.simulate": { View: SimulationReport, repeatable: true },
};

export const resultViewOf = (job: string): ResultView | null => VIEWS[job] ?? null;
