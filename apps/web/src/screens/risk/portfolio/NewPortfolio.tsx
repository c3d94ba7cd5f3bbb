"use client";
import { useState } from "react";
import type { PortfolioMethodsQuery, SubmitPortfolioMutation } from "@/generated/graphql.ts";
import { PortfolioMethodsDocument } from "@/graphql/risk/methods.ts";
import { SubmitPortfolioDocument } from "@/graphql/risk/portfolio.ts";
import { useData } from "@/graphql/use-data.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { DatasetGate } from "../DatasetGate.tsx";
import { FormLayout } from "../FormLayout.tsx";
import { SeriesSection } from "../SeriesSection.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import type { SeriesDataset } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { AllocationSection } from "./AllocationSection.tsx";
import { AssetTable } from "./AssetTable.tsx";
import { BookSection } from "./BookSection.tsx";
import { ConstraintsSection } from "./ConstraintsSection.tsx";
import { newPortfolioDraft, readPortfolio } from "./draft.ts";
import { WalkForwardSection } from "./WalkForwardSection.tsx";

const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: "/risk/portfolio", label: "Portfolio" },
];
const pick = (data: SubmitPortfolioMutation) => data.submitPortfolio;

export function NewPortfolio() {
  const methods = useData(PortfolioMethodsDocument, {});
  return (
    <>
      <PageHeader
        title="New portfolio analysis"
        trail={TRAIL}
        description="One run chooses weights, draws the frontier, compares methods over time, and measures and stresses positions: whatever is ticked."
      />
      {methods.error ? <ErrorState message={methods.error} onRetry={methods.reload} /> : null}
      {methods.loading ? <SkeletonRows rows={8} /> : null}
      {methods.data ? (
        <DatasetGate ask="A table with one column of prices or returns for each asset, one row a day.">
          {(dataset) => (methods.data ? <PortfolioForm key={dataset.id} dataset={dataset} methods={methods.data} /> : null)}
        </DatasetGate>
      ) : null}
    </>
  );
}

const ASKS = [
  { name: "allocation", label: "Choose weights, with the efficient frontier", hint: "By one method, from all rows read." },
  { name: "walkForward", label: "Compare methods over time", hint: "Each re-estimated on the past alone, net of costs, with intervals." },
  { name: "book", label: "Measure and stress positions", hint: "VaR, ES, each asset's part in them, scenarios." },
] as const;

function PortfolioForm({ dataset, methods }: { dataset: SeriesDataset; methods: PortfolioMethodsQuery }) {
  const [draft, setDraft] = useState(() => newPortfolioDraft(dataset, methods));
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const reading = readPortfolio(draft, dataset.id, methods);
  const form = useSubmitRun(SubmitPortfolioDocument, pick, reading);
  const { asks, series } = draft;
  const section = { draft, change, methods, errorAt: form.errorAt };
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Start the analysis"
          document={SubmitPortfolioDocument}
          input={reading.input}
          facts={[
            { term: "Data", value: `${dataset.name}, ${series.columns.length} assets` },
            { term: "Days", value: series.from || series.to ? `${series.from || "first"} to ${series.to || "last"}` : "all" },
            ...(asks.allocation ? [{ term: "Weights", value: titleOf(methods.portfolioMethods, draft.method.name) }] : []),
            ...(asks.walkForward
              ? [{ term: "Compared", value: `${draft.compared.length + 1} methods, every ${draft.rebalanceEvery} days` }]
              : []),
            ...(asks.book
              ? [{ term: "Positions", value: `${reading.input.book?.positions.length ?? 0}, ${draft.stress.length} scenarios` }]
              : []),
          ]}
        />
      }
    >
      <Card title="Questions">
        {form.errorAt("allocation") ? (
          <div className="mb-3">
            <Notice tone="bad" title={form.errorAt("allocation") ?? ""} />
          </div>
        ) : null}
        <div className="grid gap-3 md:grid-cols-3">
          {ASKS.map(({ name, label, hint }) => (
            <Checkbox
              key={name}
              label={label}
              hint={hint}
              checked={asks[name]}
              onChange={(asked) => change({ asks: { ...asks, [name]: asked } })}
            />
          ))}
        </div>
      </Card>
      <SeriesSection
        dataset={dataset}
        draft={series}
        change={(part) => change({ series: { ...series, ...part } })}
        errorAt={form.errorAt}
        choose="MANY"
        path="assets"
        noun="Assets"
      />
      {asks.allocation || asks.walkForward ? <AllocationSection {...section} /> : null}
      {asks.allocation || asks.walkForward ? <ConstraintsSection {...section} /> : null}
      {asks.walkForward ? <WalkForwardSection {...section} /> : null}
      {asks.book ? <BookSection {...section} /> : null}
      <AssetTable {...section} />
    </FormLayout>
  );
}

const titleOf = (list: readonly { name: string; title: string }[], name: string): string =>
  list.find((entry) => entry.name === name)?.title ?? name;
