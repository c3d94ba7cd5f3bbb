"use client";
import { useEffect, useMemo, useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import { Lines } from "@/charts/Lines.tsx";
import type { ScoreMutation } from "@/generated/graphql.ts";
import { ScoreDocument } from "@/graphql/scoring.ts";
import { useAction } from "@/graphql/use-action.ts";
import { formatPercent, formatValue } from "@/lib/format.ts";
import type { RecordValue } from "@/lib/signature.ts";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import { rangeOf } from "./CellInput.tsx";
import type { Signature } from "./ScoreResultCard.tsx";
import type { ScoreTarget } from "./targets.ts";

type Column = Signature["columns"][number];

const STEPS = 40;
const pickScores = (data: ScoreMutation) => data.score;

interface WhatIfCurveProps {
  target: ScoreTarget;
  signature: Signature;
  /** The record that one column of is varied. */
  row: Readonly<Record<string, RecordValue>>;
}

/** The score of this record as one column takes its other values: the version itself scores each of them. */
export function WhatIfCurve({ target, signature, row }: WhatIfCurveProps) {
  const choices = useMemo(() => signature.columns.filter((column) => rangeOf(column) || column.levels.length > 1), [signature]);
  const [name, setName] = useState(choices[0]?.name ?? "");
  const column = choices.find((choice) => choice.name === name);
  const [answer, setAnswer] = useState<{ column: Column; values: readonly RecordValue[]; scores: readonly (number | null)[] } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [send] = useAction(ScoreDocument, pickScores, { retryUnavailable: true });
  const key = JSON.stringify(row);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the row, which is a new object at every render.
  useEffect(() => {
    if (!column) return;
    let current = true;
    const values = valuesOf(column);
    const timer = setTimeout(async () => {
      const outcome = await send({
        input: { ...target.by, rows: values.map((value) => ({ ...row, [column.name]: value })), explain: false },
      });
      if (!current) return;
      setProblem(outcome.ok ? null : outcome.problem.message);
      if (outcome.ok) setAnswer({ column, values, scores: outcome.value.scores.map((score) => score.probability ?? score.value ?? null) });
    }, 350);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [column, key, target, send]);
  if (!column) return null;
  const isProbability = signature.task !== "REGRESSION" && signature.task !== "FORECAST";
  const format = isProbability ? (value: number) => formatPercent(value) : formatValue;
  const scoreName = isProbability ? "Probability" : "Value";
  const threshold = isProbability
    ? [{ axis: "y" as const, at: signature.threshold, label: `line ${formatPercent(signature.threshold, 0)}` }]
    : [];
  const common = {
    title: `Score by ${column.name}`,
    summary: "Each value scored by the version itself; all other cells of the record stay as they are.",
    fileName: `what-if-${column.name}`,
  };
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Field label="Column to vary">
        {(ids) => (
          <Select
            {...ids}
            value={name}
            options={choices.map((choice) => ({ value: choice.name, label: choice.name }))}
            onChange={setName}
          />
        )}
      </Field>
      {problem ? (
        <Notice tone="warn" title="The curve could not be drawn">
          {problem}
        </Notice>
      ) : null}
      {answer && answer.column.levels.length > 0 ? (
        <Columns
          {...common}
          names={answer.values.map((value) => String(value ?? "missing"))}
          nameTitle={answer.column.name}
          value={{ name: scoreName, format }}
          series={[
            { name: scoreName, values: answer.scores, tones: answer.values.map((value) => (value === row[name] ? "MARK" : "SERIES")) },
          ]}
          marks={threshold}
        />
      ) : null}
      {answer && answer.column.levels.length === 0 ? (
        <Lines
          {...common}
          x={{ name: answer.column.name, format: formatValue }}
          y={{ name: scoreName, format, fromZero: isProbability }}
          series={[{ name: scoreName, points: answer.values.map((value, at) => [Number(value), answer.scores[at] ?? null]) }]}
          marks={[...threshold, ...(typeof row[name] === "number" ? [{ axis: "x" as const, at: row[name], label: "now" }] : [])]}
        />
      ) : null}
    </div>
  );
}

function valuesOf(column: Column): RecordValue[] {
  if (column.levels.length > 0) return column.type === "BOOLEAN" ? [...column.levels] : column.levels.slice(0, STEPS);
  const range = rangeOf(column);
  if (!range) return [];
  const count = Math.min(STEPS, Math.round((range.max - range.min) / range.step));
  const values = Array.from({ length: count + 1 }, (_, at) => range.min + ((range.max - range.min) * at) / count);
  return [...new Set(column.type === "INTEGER" ? values.map(Math.round) : values)];
}
