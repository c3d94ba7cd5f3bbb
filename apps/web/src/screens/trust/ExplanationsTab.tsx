"use client";
import { useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import { HeatMap } from "@/charts/HeatMap.tsx";
import { Scatter } from "@/charts/Scatter.tsx";
import { Waterfall } from "@/charts/Waterfall.tsx";
import type { TrustExplanationsQuery } from "@/generated/graphql.ts";
import { TrustExplanationsDocument } from "@/graphql/trust.ts";
import { swarmOffsets } from "@/lib/beeswarm.ts";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Section, type TrustTabProps } from "./section.tsx";

export type Explanations = NonNullable<NonNullable<NonNullable<TrustExplanationsQuery["modelVersion"]>["trust"]>["explanations"]>;

const SHOWN_FEATURES = 15;

/** Why the version scores as it does: over all rows, feature by feature, and for single rows. */
export function ExplanationsTab({ versionId, event }: TrustTabProps) {
  return (
    <Section versionId={versionId} document={TrustExplanationsDocument} pick={(data) => data.modelVersion?.trust?.explanations}>
      {(explanations) => (
        <div className="flex flex-col gap-5">
          <Facts
            facts={[
              {
                label: "Method",
                value: explanations.explainer.toLowerCase().replaceAll("_", " "),
                note: `${formatCount(explanations.nBackground)} background rows`,
              },
              { label: "Rows explained", value: formatCount(explanations.nRows), note: "of the test rows" },
              {
                label: "Contributions add up",
                value: formatPercent(explanations.completeness, 2),
                note: "of the rows, to a thousandth of the range",
              },
              { label: "Largest rest", value: formatMetric(explanations.largestResidual), note: "of the range of the scores" },
              ...(explanations.quality
                ? [
                    {
                      label: explanations.quality.name.toUpperCase(),
                      value: formatMetric(explanations.quality.value),
                      note: "before any shuffling",
                    },
                  ]
                : []),
            ]}
          />
          <Swarm explanations={explanations} event={event} />
          <div className="grid items-start gap-5 xl:grid-cols-2">
            <Importance explanations={explanations} />
            <OneRow explanations={explanations} />
          </div>
          {explanations.sequence ? <Steps sequence={explanations.sequence} /> : null}
          <Together explanations={explanations} />
        </div>
      )}
    </Section>
  );
}

function Swarm({ explanations: { dots, features }, event }: { explanations: Explanations; event: string | null }) {
  const order = features.slice(0, SHOWN_FEATURES).map(({ feature }) => feature);
  const shown = order.flatMap((feature) => dots.find((candidate) => candidate.feature === feature) ?? []);
  const points = shown.flatMap(({ contributions, positions, values, column }, row) => {
    const offsets = swarmOffsets(contributions);
    return contributions.map((x, at) => ({
      x,
      y: row + (offsets[at] ?? 0),
      shade: positions[at] ?? null,
      label: `row ${at + 1}, ${column} = ${values[at] ?? "missing"}`,
    }));
  });
  return (
    <Scatter
      title="Contributions of every explained row"
      summary={`Each dot is a row; right raises the score${event ? ` of outcome ${event}` : ""}. Blue: a low value of the feature, red: a high one, grey: text or missing.`}
      fileName="beeswarm"
      x={{ name: "Contribution" }}
      y={{ name: "Feature" }}
      rows={shown.map(({ feature }) => feature)}
      series={[{ name: "Rows", size: 4.5, points }]}
      marks={[{ axis: "x", at: 0 }]}
      height={90 + 44 * shown.length}
      table={{
        columns: ["Row", ...shown.flatMap(({ feature, column }) => [`${column} (value)`, `${feature} (contribution)`])],
        rows: (shown[0]?.contributions ?? []).map((_, at) => [
          at + 1,
          ...shown.flatMap(({ values, contributions }) => [values[at] ?? null, contributions[at] ?? null]),
        ]),
      }}
    />
  );
}

function Importance({ explanations: { features, quality } }: { explanations: Explanations }) {
  const [by, setBy] = useState<"contribution" | "permutation">("contribution");
  const hasPermutation = features.some(({ importance }) => importance !== null && importance !== undefined);
  const isContribution = by === "contribution" || !hasPermutation;
  const shown = [...features]
    .sort((a, b) => (isContribution ? b.meanAbsolute - a.meanAbsolute : (b.importance ?? 0) - (a.importance ?? 0)))
    .slice(0, SHOWN_FEATURES);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {hasPermutation ? (
        <Field label="Importance by">
          {(ids) => (
            <Select
              {...ids}
              value={by}
              options={[
                { value: "contribution", label: "mean contribution" },
                { value: "permutation", label: `loss of ${quality?.name.toUpperCase() ?? "quality"} when shuffled` },
              ]}
              onChange={(value) => setBy(value === "permutation" ? "permutation" : "contribution")}
            />
          )}
        </Field>
      ) : null}
      <Columns
        title="Importance of features"
        summary={
          isContribution
            ? "Mean size of each feature's contribution."
            : "How much quality is lost when the feature's cells are shuffled among the rows."
        }
        fileName="importance"
        horizontal
        names={shown.map(({ feature }) => feature)}
        nameTitle="Feature"
        value={{ name: isContribution ? "Mean |contribution|" : "Loss of quality" }}
        series={[
          { name: "Importance", values: shown.map((effect) => (isContribution ? effect.meanAbsolute : (effect.importance ?? null))) },
        ]}
        table={{
          columns: ["Feature", "Columns", "Mean |contribution|", "Share", "Mean contribution", "Permutation importance", "its deviation"],
          rows: features.map((effect) => [
            effect.feature,
            effect.columns.join(" "),
            effect.meanAbsolute,
            effect.share,
            effect.mean,
            effect.importance ?? null,
            effect.importanceDeviation ?? null,
          ]),
        }}
      />
    </div>
  );
}

const WATERFALL_STEPS = 9;

function OneRow({ explanations: { dots, base, nRows } }: { explanations: Explanations }) {
  const sums = Array.from({ length: nRows }, (_, row) => dots.reduce((sum, { contributions }) => sum + (contributions[row] ?? 0), 0));
  const byScore = sums.map((sum, row) => ({ sum, row })).sort((a, b) => b.sum - a.sum);
  const [text, setText] = useState(() => String((byScore[0]?.row ?? 0) + 1));
  const row = Math.min(nRows, Math.max(1, Math.round(Number(text)) || 1)) - 1;
  const parts = dots
    .map(({ feature, column, contributions, values }) => ({
      name: `${feature === column ? column : `${feature}, ${column}`} = ${values[row] ?? "missing"}`,
      value: contributions[row] ?? 0,
    }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = parts.slice(WATERFALL_STEPS).reduce((sum, { value }) => sum + value, 0);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Field label="Row" hint={`1 to ${formatCount(nRows)}; opens with the row of the highest score.`}>
        {(ids) => (
          <input
            {...ids}
            type="number"
            min={1}
            max={nRows}
            className="control"
            value={text}
            onChange={(change) => setText(change.target.value)}
          />
        )}
      </Field>
      <Waterfall
        title={`How row ${row + 1} comes to its score`}
        summary="From the mean of the background to this row, the largest parts first."
        fileName={`waterfall-${row + 1}`}
        base={{ name: "Background", value: base }}
        steps={[
          ...parts.slice(0, WATERFALL_STEPS),
          ...(parts.length > WATERFALL_STEPS ? [{ name: `${parts.length - WATERFALL_STEPS} others`, value: rest }] : []),
        ]}
        end="This row"
        unit="Log-odds"
      />
    </div>
  );
}

function Steps({ sequence: { nSteps, features } }: { sequence: NonNullable<Explanations["sequence"]> }) {
  return (
    <HeatMap
      title="Which step moved the score"
      summary="Mean size of the contributions by feature and step, the oldest step first."
      fileName="sequence"
      columns={{
        name: "Step",
        names: Array.from({ length: nSteps }, (_, step) => (step === nSteps - 1 ? "newest" : `${nSteps - 1 - step} before`)),
      }}
      rows={{ name: "Feature", names: features.map(({ feature }) => feature) }}
      values={features.map(({ meanAbsolute }) => meanAbsolute)}
    />
  );
}

function Together({ explanations }: { explanations: Explanations }) {
  const interactions = [...explanations.interactions].sort((a, b) => b.strength - a.strength);
  if (interactions.length === 0) return null;
  return (
    <Columns
      title="What acts together"
      summary="Friedman's H of pairs of features: 0 where they add up, 1 where they act only together."
      fileName="interactions"
      horizontal
      names={interactions.map(({ features }) => features.join(" × "))}
      nameTitle="Pair"
      value={{ name: "H", min: 0 }}
      series={[{ name: "H", values: interactions.map(({ strength }) => strength) }]}
      table={{
        columns: ["Pair", "H", "Size in the score's unit"],
        rows: interactions.map(({ features, strength, size }) => [features.join(" × "), strength, size]),
      }}
    />
  );
}
