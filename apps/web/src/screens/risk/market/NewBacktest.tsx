"use client";
import { useState } from "react";
import type { MarketMethodsQuery, SubmitVarBacktestInput, SubmitVarBacktestMutation } from "@/generated/graphql.ts";
import { SubmitVarBacktestDocument } from "@/graphql/risk/market.ts";
import { formReader } from "@/lib/form-reader.ts";
import { Card } from "@/ui/Card.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import type { SeriesDataset } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { MarketForm } from "./MarketForm.tsx";
import { StudySections } from "./StudySections.tsx";
import { newStudyDraft, readStudy, seriesWords } from "./study-draft.ts";

const PROPOSED = ["filtered-historical", "historical", "parametric", "garch"];
const pick = (data: SubmitVarBacktestMutation) => data.submitVarBacktest;

export const NewBacktest = () => (
  <MarketForm
    title="New VaR backtest"
    desk={{ href: "/risk/var", label: "VaR and ES" }}
    description="Walks VaR and ES methods through a series and runs every test on what they said; the best is registered."
    ask="A table with one row a day and a column of prices or returns."
  >
    {(dataset, methods) => <BacktestForm key={dataset.id} dataset={dataset} methods={methods} />}
  </MarketForm>
);

function BacktestForm({ dataset, methods }: { dataset: SeriesDataset; methods: MarketMethodsQuery }) {
  const registry = methods.varMethods;
  const [draft, setDraft] = useState(() => ({
    ...newStudyDraft(
      dataset,
      PROPOSED.filter((name) => registry.some((method) => method.name === name)),
      "var",
    ),
    alphas: "0.95, 0.975, 0.99",
    horizons: "1",
    level: "0.05",
  }));
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const read = formReader();
  const { entries, ...study } = readStudy(draft, dataset, registry, "methods", read);
  const input: SubmitVarBacktestInput = {
    ...study,
    methods: entries,
    alphas: read.numbers("alphas", draft.alphas),
    horizons: read.numbers("horizons", draft.horizons, { integer: true }),
    level: read.number("level", draft.level),
  };
  const form = useSubmitRun(SubmitVarBacktestDocument, pick, { input, problems: read.problems });
  const text = (field: "alphas" | "horizons" | "level", label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      error={form.errorAt(field)}
    />
  );
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Start the backtest"
          document={SubmitVarBacktestDocument}
          input={input}
          facts={[
            { term: "Series", value: seriesWords(draft, dataset) },
            { term: "Methods", value: draft.entries.length },
            { term: "Levels", value: draft.alphas },
            { term: "Window", value: `${draft.windowSize} days, refit every ${draft.refitEvery}` },
          ]}
        />
      }
    >
      <StudySections
        dataset={dataset}
        draft={draft}
        change={change}
        registry={registry}
        path="methods"
        title="Methods"
        errorAt={form.errorAt}
      />
      <Card title="Questions">
        <FieldGrid>
          {text("alphas", "Confidence levels", "0.99: a loss once in a hundred days.")}
          {text("horizons", "Horizons", "Trading days; above one, stretches that do not overlap.")}
          {text("level", "Level of the tests", "0.05: a right model is refused once in twenty.")}
        </FieldGrid>
      </Card>
    </FormLayout>
  );
}
