"use client";
import { Intervals } from "@/charts/Intervals.tsx";
import { cx } from "@/lib/cx.ts";
import { formatCount, formatMetric, formatPercent, formatPValue, formatValue } from "@/lib/format.ts";
import { Badge, type BadgeTone } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Fairness } from "./fair-version.ts";

type Attribute = Fairness["attributes"][number];
type Finding = Attribute["findings"][number];

const CRITERIA: Record<Finding["criterion"], string> = {
  IMPACT_RATIO: "impact ratio",
  MEAN_DIFFERENCE: "mean difference",
  OPPORTUNITY_DIFFERENCE: "opportunity difference",
};
const TONES: Record<Finding["verdict"], BadgeTone> = { PASS: "good", BREACH: "bad", INCONCLUSIVE: "warn", TOO_SMALL: "neutral" };

/** The groups of one attribute, or of two together: how often each is approved, and every figure with what the policy finds in it. */
export function FairGroups({
  attribute: { report, readByModel, findings, proxies, proxyFindings },
  policy,
}: {
  attribute: Attribute;
  policy: Fairness["policy"];
}) {
  const verdictOf = (group: string): Finding["verdict"] | null => {
    const own = findings.filter((finding) => finding.group === group).map(({ verdict }) => verdict);
    return (["BREACH", "INCONCLUSIVE", "TOO_SMALL", "PASS"] as const).find((verdict) => own.includes(verdict)) ?? null;
  };
  const reference = report.groups.find(({ isReference }) => isReference);
  const limit =
    policy.minImpactRatio != null && reference?.selectionRate.value != null ? policy.minImpactRatio * reference.selectionRate.value : null;
  return (
    <>
      <Intervals
        title={`Approved by ${report.attribute}`}
        summary={`Share approved with 95 % intervals; grey groups have too few events to judge.${limit === null ? "" : ` The line: ${formatValue(policy.minImpactRatio)} of the reference, ${report.reference}.`}`}
        fileName={`approved-by-${report.attribute}`}
        x={{ name: "Share approved", format: (value) => formatPercent(value), min: 0, max: 1 }}
        rowName={report.attribute}
        rows={report.groups.map((group) => ({
          name: `${group.name}${group.isReference ? " (reference)" : ""}`,
          value: group.selectionRate.value ?? null,
          low: group.selectionRate.low ?? null,
          high: group.selectionRate.high ?? null,
          tone: group.isSmall ? "QUIET" : verdictOf(group.name) === "BREACH" ? "MARK" : "SERIES",
        }))}
        marks={limit === null ? [] : [{ axis: "x", at: limit, label: "limit" }]}
      />
      <Card
        title={`Groups of ${report.attribute}`}
        description="Differences: of scores in standard deviations, positive = scored riskier; of opportunity, approvals among those without the event, the reference less the group."
        actions={
          readByModel.length > 0 ? (
            <Badge tone="warn">{`the model reads ${readByModel.join(", ")}`}</Badge>
          ) : (
            <Badge tone="good">kept out of the model</Badge>
          )
        }
        padded={false}
      >
        <TableScroll label={`Groups of ${report.attribute}`}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Group</th>
                {["Rows", "Events", "Approved", "Impact ratio", "p", "Mean diff.", "Opport. diff.", "TPR", "FPR", "AUC", "Calib. gap"].map(
                  (name) => (
                    <th key={name} scope="col" className="num">
                      {name}
                    </th>
                  ),
                )}
                <th scope="col">Policy</th>
              </tr>
            </thead>
            <tbody>
              {report.groups.map((group) => {
                const verdict = verdictOf(group.name);
                return (
                  <tr key={group.name} className={cx(group.isSmall && "text-ink-3")}>
                    <th scope="row">
                      {group.name}
                      {group.isReference ? <span className="font-normal text-ink-3"> (reference)</span> : null}
                    </th>
                    <td className="num">{formatCount(group.nRows)}</td>
                    <td className="num">{formatCount(group.nEvents)}</td>
                    <td className="num">{formatPercent(group.selectionRate.value)}</td>
                    <td className="num">{formatMetric(group.adverseImpactRatio?.value)}</td>
                    <td className="num whitespace-nowrap">{formatPValue(group.adverseImpactRatio?.pValue)}</td>
                    <td className="num">{formatMetric(group.standardizedMeanDifference)}</td>
                    <td className="num">{formatMetric(group.equalOpportunityDifference?.value)}</td>
                    <td className="num">{formatPercent(group.truePositiveRate.value)}</td>
                    <td className="num">{formatPercent(group.falsePositiveRate.value)}</td>
                    <td className="num">{formatMetric(group.auc.value)}</td>
                    <td className="num">{formatMetric(group.calibrationGap.value)}</td>
                    <td>
                      {group.isSmall ? (
                        <Badge>too few</Badge>
                      ) : verdict ? (
                        <Badge tone={TONES[verdict]}>{verdict.toLowerCase().replaceAll("_", " ")}</Badge>
                      ) : (
                        "–"
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableScroll>
        <Told findings={findings} />
      </Card>
      {proxies.length > 0 ? (
        <Intervals
          title={`Do the features tell ${report.attribute}?`}
          summary={`AUC of boosted trees that guess the group from the model's features: 0.5 not at all. ${
            proxies[0]?.features[0]
              ? `What tells most: ${proxies[0].features
                  .slice(0, 3)
                  .map(({ feature, share }) => `${feature} (${formatPercent(share, 0)})`)
                  .join(", ")}.`
              : ""
          }`}
          fileName={`proxies-of-${report.attribute}`}
          x={{ name: "AUC", min: 0.4, max: 1 }}
          rowName="Group"
          rows={proxies.map(({ group, auc, low, high }) => ({
            name: group,
            value: auc ?? null,
            low: low ?? null,
            high: high ?? null,
            tone: proxyFindings.some((finding) => finding.group === group && finding.verdict === "BREACH") ? "MARK" : "SERIES",
          }))}
          marks={[{ axis: "x", at: 0.5, label: "chance" }]}
        />
      ) : null}
    </>
  );
}

function Told({ findings }: { findings: readonly Finding[] }) {
  const told = findings.filter(({ verdict }) => verdict === "BREACH" || verdict === "INCONCLUSIVE");
  if (told.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 border-t border-line px-4 py-3 text-sm">
      {told.map((finding) => (
        <li key={`${finding.group}/${finding.criterion}`} className="flex flex-wrap items-center gap-2">
          <Badge tone={TONES[finding.verdict]}>{finding.verdict.toLowerCase()}</Badge>
          {`${finding.group}: ${CRITERIA[finding.criterion]} ${formatMetric(finding.value)}, limit ${formatValue(finding.limit)}${finding.isSignificant ? "" : ", within chance"}`}
        </li>
      ))}
    </ul>
  );
}
