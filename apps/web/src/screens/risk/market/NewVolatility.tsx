"use client";
import { useState } from "react";
import type { MarketMethodsQuery, SubmitVolatilityInput, SubmitVolatilityMutation, VolatilityProxy } from "@/generated/graphql.ts";
import { SubmitVolatilityDocument } from "@/graphql/risk/market.ts";
import { formReader } from "@/lib/form-reader.ts";
import { Card } from "@/ui/Card.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import type { SeriesDataset } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { CombinationFields } from "./CombinationFields.tsx";
import { type CombinationDraft, readCombinations } from "./combinations.ts";
import { MarketForm } from "./MarketForm.tsx";
import { StudySections } from "./StudySections.tsx";
import { newStudyDraft, readStudy, seriesWords } from "./study-draft.ts";

const PROPOSED = ["ewma", "garch", "gjr", "egarch"];
const PROXIES: readonly { value: VolatilityProxy | ""; label: string }[] = [
  { value: "", label: "The daily variance" },
  { value: "SQUARED_RETURN", label: "Squared returns" },
];
const pick = (data: SubmitVolatilityMutation) => data.submitVolatility;

export const NewVolatility = () => (
  <MarketForm
    title="New volatility study"
    desk={{ href: "/risk/volatility", label: "Volatility" }}
    description="Walks models through a series, compares their forecasts, and registers the best."
    ask="A table with one row a day and a column of prices or returns; open, high, low and close serve the range measures."
  >
    {(dataset, methods) => <VolatilityForm key={dataset.id} dataset={dataset} methods={methods} />}
  </MarketForm>
);

function VolatilityForm({ dataset, methods }: { dataset: SeriesDataset; methods: MarketMethodsQuery }) {
  const registry = methods.volatilityModels;
  const [draft, setDraft] = useState(() => ({
    ...newStudyDraft(
      dataset,
      PROPOSED.filter((name) => registry.some((model) => model.name === name)),
      "volatility",
    ),
    horizons: "1, 5, 21",
    combinations: [] as CombinationDraft[],
    proxy: "" as VolatilityProxy | "",
  }));
  const read = formReader();
  const { entries, ...study } = readStudy(draft, dataset, registry, "models", read);
  const combinations = readCombinations(draft.combinations, draft.entries, read);
  const isMeasured = draft.seriesOf === "COLUMN" && draft.measure !== "";
  const input: SubmitVolatilityInput = {
    ...study,
    models: entries,
    horizons: read.numbers("horizons", draft.horizons, { integer: true }),
    ...(combinations.length > 0 ? { combinations } : {}),
    ...(isMeasured && draft.proxy ? { proxy: draft.proxy } : {}),
  };
  const form = useSubmitRun(SubmitVolatilityDocument, pick, { input, problems: read.problems });
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Start the study"
          document={SubmitVolatilityDocument}
          input={input}
          facts={[
            { term: "Series", value: seriesWords(draft, dataset) },
            { term: "Models", value: draft.entries.length },
            { term: "Window", value: `${draft.windowSize} days, refit every ${draft.refitEvery}` },
            { term: "Horizons", value: draft.horizons },
          ]}
        />
      }
    >
      <StudySections
        dataset={dataset}
        draft={draft}
        change={(part) => setDraft({ ...draft, ...part })}
        registry={registry}
        path="models"
        title="Models"
        errorAt={form.errorAt}
      />
      <CombinationFields
        combinations={draft.combinations}
        onChange={(next) => setDraft({ ...draft, combinations: next })}
        entries={registry.filter(({ name }) => draft.entries.includes(name))}
        errorAt={form.errorAt}
      />
      <Card title="Forecasts">
        <FieldGrid>
          <TextField
            label="Horizons"
            value={draft.horizons}
            onChange={(horizons) => setDraft({ ...draft, horizons })}
            hint="Trading days, ascending, by commas."
            error={form.errorAt("horizons")}
          />
          {isMeasured ? (
            <SelectField
              label="Forecasts are measured by"
              value={draft.proxy}
              options={PROXIES}
              onChange={(value) => setDraft({ ...draft, proxy: PROXIES.find((known) => known.value === value)?.value ?? "" })}
              error={form.errorAt("proxy")}
            />
          ) : null}
        </FieldGrid>
      </Card>
    </FormLayout>
  );
}
