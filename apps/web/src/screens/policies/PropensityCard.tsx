import { Lines } from "@/charts/Lines.tsx";
import type { PropensityFieldsFragment } from "@/generated/graphql.ts";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Notice } from "@/ui/states.tsx";

/** How well the past policy's chances could be estimated where nobody wrote them down. */
export function PropensityCard({ report }: { report: PropensityFieldsFragment }) {
  const { calibration, calibrationError, logLoss, shareLogLoss, rareShare } = report;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Notice tone="warn" title="The past policy's chances are estimated">
        {`Log loss ${formatMetric(logLoss)}, ${formatMetric(shareLogLoss)} by the actions' shares alone; off by at most ${formatPercent(calibrationError)}; ${formatPercent(rareShare)} of decisions had an estimated chance below 1 %. What the past policy saw and the log does not is not accounted for, and no figure can tell.`}
      </Notice>
      <Lines
        title="Estimated propensities"
        summary="Chance as estimated, out of fold, against the share really taken; a good estimate lies on the dashed line."
        fileName="propensities"
        x={{ name: "Estimated chance", min: 0, max: 1 }}
        y={{ name: "Share taken", min: 0, max: 1 }}
        series={[
          { name: "Log", points: calibration.map(({ estimated, taken }) => [estimated, taken] as const) },
          {
            name: "As estimated",
            look: "DASHED",
            tone: "QUIET",
            points: [
              [0, 0],
              [1, 1],
            ],
          },
        ]}
      />
    </div>
  );
}
