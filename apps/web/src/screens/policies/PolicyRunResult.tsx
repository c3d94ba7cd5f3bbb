import { EvaluationReport, PromotionReport } from "./EvaluationReport.tsx";
import { MonitoringReport } from "./MonitoringReport.tsx";
import { ShadowReport } from "./ShadowReport.tsx";
import { SimulationReport } from "./SimulationReport.tsx";
import { TrainingReport } from "./TrainingReport.tsx";

const REPORTS: Readonly<Record<string, (props: { runId: string }) => React.ReactNode>> = {
  "policy.train": TrainingReport,
  "policy.evaluate": EvaluationReport,
  "policy.promote": PromotionReport,
  "policy.simulate": SimulationReport,
  "policy.monitor": MonitoringReport,
  "policy.shadow": ShadowReport,
};

/** The report of a policy's run, by its job. */
export function PolicyRunResult({ runId, job }: { runId: string; job: string }) {
  const Report = REPORTS[job];
  return Report ? <Report runId={runId} /> : null;
}
