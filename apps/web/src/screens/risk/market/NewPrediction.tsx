"use client";
import { useState } from "react";
import type { ArchitecturesQuery, ForecasterBaseline, MarketMethodsQuery, SubmitPredictionMutation } from "@/generated/graphql.ts";
import { SubmitPredictionDocument } from "@/graphql/risk/market.ts";
import { ArchitecturesDocument } from "@/graphql/runs.ts";
import { useData } from "@/graphql/use-data.ts";
import { Card } from "@/ui/Card.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import { numericColumns, type SeriesDataset, timeColumns } from "../series-draft.ts";
import { useSubmitRun } from "../use-submit-run.ts";
import { MarketForm } from "./MarketForm.tsx";
import { newPredictionDraft, type PredictionDraft, QUOTES, readPrediction } from "./prediction-draft.ts";

const BASELINES: readonly { value: ForecasterBaseline | "NETWORK"; label: string }[] = [
  { value: "LOGISTIC", label: "Logistic regression" },
  { value: "LINEAR", label: "Linear regression" },
  { value: "BOOSTED_TREES", label: "Boosted trees" },
  { value: "NETWORK", label: "A network" },
];
const pick = (data: SubmitPredictionMutation) => data.submitPrediction;

export function NewPrediction() {
  const { data: networks, error, reload } = useData(ArchitecturesDocument, {});
  return (
    <MarketForm
      title="New market prediction"
      desk={{ href: "/risk/prediction", label: "Market prediction" }}
      description="Purged walk-forward: each prediction comes from rows whose returns were settled before it. A daily IC above 0.10 starts the leakage audit."
      ask="A table of quotes: one row a day, or one row a day and asset; a column of closing prices at least."
    >
      {(dataset, methods) =>
        networks ? (
          <PredictionForm key={dataset.id} dataset={dataset} methods={methods} architectures={networks.architectures} />
        ) : error ? (
          <ErrorState message={error} onRetry={reload} />
        ) : (
          <SkeletonRows rows={8} />
        )
      }
    </MarketForm>
  );
}

interface PredictionFormProps {
  dataset: SeriesDataset;
  methods: MarketMethodsQuery;
  architectures: ArchitecturesQuery["architectures"];
}

function PredictionForm({ dataset, methods, architectures }: PredictionFormProps) {
  const [draft, setDraft] = useState(() => newPredictionDraft(dataset));
  const change = (part: Partial<PredictionDraft>) => setDraft({ ...draft, ...part });
  const reading = readPrediction(draft, dataset.id);
  const form = useSubmitRun(SubmitPredictionDocument, pick, reading);
  const rule = methods.positionRules.find(({ name }) => name === draft.rule);
  const names = (list: readonly { name: string }[], none?: string) => [
    ...(none === undefined ? [] : [{ value: "", label: none }]),
    ...list.map(({ name }) => ({ value: name, label: name })),
  ];
  const text = (field: Exclude<keyof PredictionDraft, "quotes">, label: string, hint: string, path: string = field) => (
    <TextField label={label} hint={hint} value={draft[field]} onChange={(value) => change({ [field]: value })} error={form.errorAt(path)} />
  );
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Start the prediction"
          document={SubmitPredictionDocument}
          input={reading.input}
          facts={[
            { term: "Data", value: dataset.name },
            { term: "Predicts", value: `${draft.target === "DIRECTION" ? "direction" : "return"} over ${draft.horizon} days` },
            { term: "By", value: BASELINES.find(({ value }) => value === draft.forecaster)?.label ?? "" },
            { term: "Trades", value: rule?.title ?? draft.rule },
          ]}
        />
      }
    >
      <Card title="Quotes">
        <FieldGrid>
          <SelectField
            label="Day"
            value={draft.timeColumn}
            options={names(timeColumns(dataset))}
            onChange={(timeColumn) => change({ timeColumn })}
            error={form.errorAt("timeColumn")}
          />
          <SelectField
            label="Asset of a row"
            value={draft.seriesColumn}
            options={names(
              dataset.columns.filter(({ type }) => type === "STRING"),
              "The table is one asset",
            )}
            onChange={(seriesColumn) => change({ seriesColumn })}
            error={form.errorAt("seriesColumns")}
          />
          {QUOTES.map((quote) => (
            <SelectField
              key={quote}
              label={quote.charAt(0).toUpperCase() + quote.slice(1)}
              value={draft.quotes[quote]}
              options={names(numericColumns(dataset), quote === "close" ? undefined : "None")}
              onChange={(column) => change({ quotes: { ...draft.quotes, [quote]: column } })}
              error={form.errorAt(`quotes.${quote}`)}
            />
          ))}
          <TextField label="From" type="date" value={draft.from} onChange={(from) => change({ from })} error={form.errorAt("from")} />
          <TextField label="To" type="date" value={draft.to} onChange={(to) => change({ to })} error={form.errorAt("to")} />
        </FieldGrid>
      </Card>
      <Card title="Forecaster">
        <FieldGrid>
          <SelectField
            label="Target"
            value={draft.target}
            options={[
              { value: "DIRECTION", label: "Direction: the chance of a rise" },
              { value: "RETURN", label: "Return, over its deviation" },
            ]}
            onChange={(value) => change({ target: value === "RETURN" ? "RETURN" : "DIRECTION" })}
          />
          <SelectField
            label="Model"
            value={draft.forecaster}
            options={BASELINES}
            onChange={(value) => change({ forecaster: BASELINES.find((known) => known.value === value)?.value ?? "LOGISTIC" })}
            error={form.errorAt("baseline")}
          />
          {draft.forecaster === "NETWORK" ? (
            <>
              <SelectField
                label="Architecture"
                value={draft.architecture}
                options={architectures
                  .filter(({ tasks }) => tasks.includes(draft.target === "DIRECTION" ? "BINARY" : "REGRESSION"))
                  .map(({ name, title }) => ({ value: name, label: title }))}
                onChange={(architecture) => change({ architecture })}
                error={form.errorAt("network.architecture")}
              />
              {text("steps", "Days it reads", "1 for a plain table; more for sequences.", "network.steps")}
              {text("epochs", "Epochs", "Of each fit.", "network.options.epochs")}
            </>
          ) : null}
          {text("horizon", "Days ahead", "That the predicted return spans.")}
          {text("lag", "Days to the trade", "From the last known close.")}
          {text("modelName", "Registers as", "The next version of this model.")}
        </FieldGrid>
        <div className="mt-4">
          <TextField
            label="Indicators"
            rows={2}
            value={draft.indicators}
            onChange={(indicators) => change({ indicators })}
            hint="Names of market indicators, by commas; each knows nothing of later rows."
            error={form.errorAt("indicators")}
          />
        </div>
      </Card>
      <Card title="Walk and trade">
        <FieldGrid>
          <SelectField
            label="Window"
            value={draft.windowKind}
            options={[
              { value: "ROLLING", label: "Rolling" },
              { value: "EXPANDING", label: "Expanding" },
            ]}
            onChange={(value) => change({ windowKind: value === "EXPANDING" ? "EXPANDING" : "ROLLING" })}
          />
          {text("windowSize", "Days of the window", "Before the first prediction.", "window.size")}
          {text("refitEvery", "Refit every", "Days predicted with one fit.", "window.refitEvery")}
          {text("embargo", "Embargo", "Days left out beyond those that labels reach over.", "window.embargo")}
          <SelectField
            label="Rule"
            value={draft.rule}
            options={methods.positionRules.map(({ name, title }) => ({ value: name, label: title }))}
            onChange={(value) => change({ rule: value })}
            hint={rule?.description}
            error={form.errorAt("rule")}
          />
          {text("share", "Share on each side", "For rules that choose among assets.")}
          {text("cost", "Cost of trading", "Of what is traded: 0.0005 = 5 basis points.")}
          {text("nTrials", "Variants looked at", "To come to this one; the deflated Sharpe ratio counts them.")}
          {text("seed", "Seed", "Equal seeds give equal fits.")}
        </FieldGrid>
      </Card>
    </FormLayout>
  );
}
