"use client";
import { useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { Scatter } from "@/charts/Scatter.tsx";
import type { TrustDependenceQuery } from "@/generated/graphql.ts";
import { TrustDependenceDocument, TrustExplanationsDocument } from "@/graphql/trust.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatPercent, formatValue } from "@/lib/format.ts";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState } from "@/ui/states.tsx";
import type { Explanations } from "./ExplanationsTab.tsx";
import { Section, type TrustTabProps } from "./section.tsx";

type Dependence = NonNullable<
  NonNullable<NonNullable<TrustDependenceQuery["modelVersion"]>["trust"]>["explanations"]
>["dependence"][number];

/** How the score answers to one column: on average, for single rows, and where columns go together. */
export function DependenceTab({ versionId, event }: TrustTabProps) {
  const dots = useData(TrustExplanationsDocument, { id: versionId }).data?.modelVersion?.trust?.explanations?.dots ?? [];
  return (
    <Section versionId={versionId} document={TrustDependenceDocument} pick={(data) => data.modelVersion?.trust?.explanations?.dependence}>
      {(dependence) => <Chosen dependence={dependence} dots={dots} event={event} />}
    </Section>
  );
}

function Chosen({ dependence, dots, event }: { dependence: readonly Dependence[]; dots: Explanations["dots"]; event: string | null }) {
  const [column, setColumn] = useState(dependence[0]?.column ?? "");
  const chosen = dependence.find((candidate) => candidate.column === column);
  if (!chosen) return <EmptyState title="No dependence in this report">It was made without columns to draw.</EmptyState>;
  const dotsOfColumn =
    dots.find((candidate) => candidate.column === column) ?? dots.find((candidate) => candidate.feature === chosen.feature);
  return (
    <div className="flex flex-col gap-5">
      <div className="max-w-sm">
        <Field label="Column">
          {(ids) => (
            <Select
              {...ids}
              value={column}
              options={dependence.map((candidate) => ({ value: candidate.column, label: candidate.column }))}
              onChange={setColumn}
            />
          )}
        </Field>
      </div>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Partial chosen={chosen} event={event} />
        {chosen.points.every(({ value }) => value !== null && value !== undefined) ? <Ice chosen={chosen} /> : null}
        {chosen.accumulated ? <Accumulated column={column} accumulated={chosen.accumulated} /> : null}
        {dotsOfColumn ? <DotDependence dots={dotsOfColumn} /> : null}
      </div>
    </div>
  );
}

const isNumeric = ({ points }: Dependence): boolean => points.every(({ value }) => value !== null && value !== undefined);
const asShare = (dependence: Dependence): ((value: number) => string) =>
  dependence.points.every(({ low, high }) => low >= 0 && high <= 1) ? (value) => formatPercent(value) : formatValue;

function Partial({ chosen, event }: { chosen: Dependence; event: string | null }) {
  const common = {
    title: `Partial dependence on ${chosen.column}`,
    summary: `Mean score${event ? ` of outcome ${event}` : ""} of ${formatCount(chosen.nRows)} rows as all of them take each value; the band holds 80 % of the rows.`,
    fileName: `partial-dependence-${chosen.column}`,
  };
  const table = {
    columns: [chosen.column, "Mean score", "10 % quantile", "90 % quantile"],
    rows: chosen.points.map(({ text, mean, low, high }) => [text, mean, low, high]),
  };
  const format = asShare(chosen);
  return isNumeric(chosen) ? (
    <Lines
      {...common}
      x={{ name: chosen.column, format: formatValue }}
      y={{ name: "Score", format }}
      series={[{ name: "Mean", points: chosen.points.map(({ value, mean, low, high }) => [value ?? 0, mean, low, high] as const) }]}
      table={table}
    />
  ) : (
    <Columns
      {...common}
      names={chosen.points.map(({ text }) => text)}
      nameTitle={chosen.column}
      value={{ name: "Score", format }}
      series={[{ name: "Mean", values: chosen.points.map(({ mean }) => mean) }]}
      table={table}
    />
  );
}

function Ice({ chosen }: { chosen: Dependence }) {
  return (
    <Lines
      title={`Single rows along ${chosen.column}`}
      summary="Individual conditional expectation: curves that are not parallel betray interactions."
      fileName={`ice-${chosen.column}`}
      x={{ name: chosen.column, format: formatValue }}
      y={{ name: "Score", format: asShare(chosen) }}
      legend={false}
      series={[
        ...chosen.curves.map(({ scores }, row) => ({
          name: `Row ${row + 1}`,
          tone: "QUIET" as const,
          points: chosen.points.map(({ value }, at) => [value ?? 0, scores[at] ?? null] as const),
        })),
        { name: "Mean", tone: "MARK" as const, points: chosen.points.map(({ value, mean }) => [value ?? 0, mean] as const) },
      ]}
    />
  );
}

function Accumulated({ column, accumulated }: { column: string; accumulated: NonNullable<Dependence["accumulated"]> }) {
  return (
    <Lines
      title={`Accumulated local effects of ${column}`}
      summary="Rows are moved within their own interval alone, so that columns that go together do not mislead; the mean is 0."
      fileName={`accumulated-${column}`}
      x={{ name: column, format: formatValue }}
      y={{ name: "Effect on the score" }}
      series={[{ name: "Effect", points: accumulated.edges.map((edge, at) => [edge, accumulated.effect[at] ?? null] as const) }]}
      marks={[{ axis: "y", at: 0 }]}
      table={{
        columns: [column, "Effect", "Rows in the interval up to here"],
        rows: accumulated.edges.map((edge, at) => [
          edge,
          accumulated.effect[at] ?? null,
          at === 0 ? null : (accumulated.counts[at - 1] ?? null),
        ]),
      }}
    />
  );
}

function DotDependence({ dots: { feature, column, contributions, values } }: { dots: Explanations["dots"][number] }) {
  const points = contributions.flatMap((contribution, at) => {
    const value = values[at];
    const x = value === null || value === undefined ? Number.NaN : Number(value);
    return Number.isFinite(x) ? [{ x, y: contribution, label: `row ${at + 1}` }] : [];
  });
  if (points.length === 0) return null;
  return (
    <Scatter
      title={`Contribution of ${feature} by ${column}`}
      summary="Each dot is an explained row; above 0 raises the score."
      fileName={`contribution-${column}`}
      x={{ name: column, format: formatValue }}
      y={{ name: "Contribution" }}
      series={[{ name: "Rows", size: 5, points }]}
      marks={[{ axis: "y", at: 0 }]}
    />
  );
}
