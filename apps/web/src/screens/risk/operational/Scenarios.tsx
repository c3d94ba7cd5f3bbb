"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { LossScenariosQuery } from "@/generated/graphql.ts";
import { LossScenariosDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { ScenarioDialog } from "./ScenarioDialog.tsx";
import { useTaxonomy } from "./taxonomy.ts";

export type Scenario = LossScenariosQuery["lossScenarios"][number];

/** An expert's amount and the law's own further apart than this do not belong together. */
const APART = 1.5;

export function Scenarios() {
  const { data, loading, error, reload } = useData(LossScenariosDocument, {});
  const taxonomy = useTaxonomy();
  const [edited, setEdited] = useState<Scenario | "NEW" | null>(null);
  const scenarios = data?.lossScenarios ?? [];
  return (
    <Card
      title="Scenarios"
      description="What a workshop says about losses that data do not show: how often, how large usually, how large at worst. The law that comes of it stands beside it."
      padded={false}
      actions={
        <>
          {scenarios.length > 0 ? (
            <CsvButton
              fileName="loss-scenarios"
              label="Scenarios: download CSV"
              columns={[
                "Scenario",
                "Event type",
                "Business line",
                "Once in years",
                "Law",
                "Probability",
                "Amount of the experts",
                "Amount of the law",
              ]}
              rows={scenarios.flatMap(({ name, eventType, businessLine, yearsBetween, law }) =>
                law.quantiles.map(({ probability, amount, lawAmount }) => [
                  name,
                  eventType ?? null,
                  businessLine ?? null,
                  yearsBetween,
                  law.severity,
                  probability,
                  amount,
                  lawAmount,
                ]),
              )}
            />
          ) : null}
          <Button tone="primary" onClick={() => setEdited("NEW")}>
            <Plus aria-hidden="true" className="size-4" />
            New scenario
          </Button>
        </>
      }
    >
      {loading ? <SkeletonRows /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {data && scenarios.length === 0 ? (
        <EmptyState title="No scenario yet">
          A cyber attack that has not happened is in no register; a workshop can say what it would cost.
        </EmptyState>
      ) : null}
      {scenarios.length > 0 ? (
        <TableScroll label="Scenarios">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Scenario</th>
                <th scope="col" className="num">
                  Once in
                </th>
                <th scope="col">Amounts: experts, law</th>
                <th scope="col">Law</th>
                <th scope="col">
                  <span className="sr-only">Change</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {scenarios.map((scenario) => (
                <tr key={scenario.id}>
                  <th scope="row">
                    {scenario.name}
                    <span className="block text-xs font-normal text-ink-3">
                      {taxonomy.eventType(scenario.eventType)}
                      {scenario.businessLine ? `, ${taxonomy.businessLine(scenario.businessLine)}` : ""}
                    </span>
                    {scenario.rationale ? (
                      <span className="block max-w-[52ch] text-xs font-normal text-ink-2">{scenario.rationale}</span>
                    ) : null}
                  </th>
                  <td className="num">{`${formatValue(scenario.yearsBetween)} years`}</td>
                  <td>
                    {scenario.law.quantiles.map(({ probability, amount, lawAmount }) => (
                      <span key={probability} className="block whitespace-nowrap text-sm">
                        {`${formatPercent(probability)} below ${formatValue(amount)}`}
                        <span className="text-ink-3">{`, ${formatValue(lawAmount)}`}</span>
                      </span>
                    ))}
                    {scenario.law.largestRatio > APART ? <Badge tone="warn">these amounts do not fit one law</Badge> : null}
                  </td>
                  <td>
                    {taxonomy.law(scenario.law.severity)}
                    <span className="block text-xs text-ink-3">{`${formatValue(scenario.law.lossesPerYear)} losses a year`}</span>
                  </td>
                  <td>
                    <Button size="sm" aria-label={`Edit ${scenario.name}`} onClick={() => setEdited(scenario)}>
                      Edit
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
      {edited ? (
        <ScenarioDialog scenario={edited === "NEW" ? null : edited} taxonomy={taxonomy} onClose={() => setEdited(null)} onSaved={reload} />
      ) : null}
    </Card>
  );
}
