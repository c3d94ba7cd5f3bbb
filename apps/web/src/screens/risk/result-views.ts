import type { ComponentType } from "react";
import { PortfolioReport } from "./portfolio/PortfolioReport.tsx";

interface ResultView {
  View: ComponentType<{ runId: string }>;
  /** Whether a schedule may submit it again. */
  repeatable: boolean;
}

/** What a risk run that has succeeded is shown by, one line a job. */
const VIEWS: Record<string, ResultView> = {
  "market.portfolio": { View: PortfolioReport, repeatable: true },
};

export const resultViewOf = (job: string): ResultView | null => VIEWS[job] ?? null;
