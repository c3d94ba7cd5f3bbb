import type { ComponentType } from "react";
import { PortfolioReport } from "./portfolio/PortfolioReport.tsx";

/** What a risk run that has succeeded is shown by, one line a job. */
const VIEWS: Record<string, ComponentType<{ runId: string }>> = {
  "market.portfolio": PortfolioReport,
};

export const resultViewOf = (job: string): ComponentType<{ runId: string }> | null => VIEWS[job] ?? null;
