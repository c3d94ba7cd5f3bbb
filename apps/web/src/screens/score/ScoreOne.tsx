"use client";
import { print } from "graphql";
import { type FormEvent, useState } from "react";
import type { ScoreMutation } from "@/generated/graphql.ts";
import { ScoreDocument } from "@/graphql/scoring.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { formatValue } from "@/lib/format.ts";
import { readRecord, referenceTexts } from "@/lib/signature.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import { ScoreResultCard, type ScoreValue, type Signature } from "./ScoreResultCard.tsx";
import type { ScoreTarget } from "./targets.ts";

type Column = Signature["columns"][number];

const DOCUMENT = print(ScoreDocument);
const pickScores = (data: ScoreMutation) => data.score;

export function ScoreOne({ target, signature }: { target: ScoreTarget; signature: Signature }) {
  const { columns } = signature;
  const [texts, setTexts] = useState(() => referenceTexts(columns));
  const [tried, setTried] = useState(false);
  const [score, setScore] = useState<ScoreValue | null>(null);
  const [stale, setStale] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [send, busy] = useAction(ScoreDocument, pickScores, { retryUnavailable: true });
  const { row, problems } = readRecord(columns, texts);
  const input = { ...target.by, rows: [row], explain: true };
  const put = (name: string, text: string) => {
    setTexts({ ...texts, [name]: text });
    setStale(true);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length > 0) return;
    const outcome = await send({ input });
    if (!outcome.ok) {
      setProblem(outcome.problem);
      return;
    }
    setScore(outcome.value.scores[0] ?? null);
    setStale(false);
  };
  const errorAt = (name: string): string | null =>
    (tried ? problems[name] : undefined) ?? (problem?.path?.includes(name) ? problem.message : null);
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_27rem]">
      <form onSubmit={submit} noValidate className="min-w-0">
        <Card
          title="The record"
          description="Opens with the model's reference: the typical training row. An empty field is a missing value."
          actions={
            <Button
              size="sm"
              onClick={() => {
                setTexts(referenceTexts(columns));
                setStale(true);
              }}
            >
              Fill with reference
            </Button>
          }
        >
          <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-4">
            {columns.map((column) => (
              <CellInput
                key={column.name}
                column={column}
                text={texts[column.name] ?? ""}
                error={errorAt(column.name)}
                onChange={(text) => put(column.name, text)}
              />
            ))}
          </div>
          <div className="sticky bottom-0 -mx-4 -mb-4 mt-4 flex flex-wrap items-center gap-3 rounded-b-lg border-t border-line bg-surface px-4 py-3">
            <Button type="submit" tone="primary" className="min-h-10 px-6 text-lg" disabled={busy}>
              {busy ? "Scoring…" : "Score"}
            </Button>
            <CopyAsGraphql call={{ document: DOCUMENT, variables: { input } }} />
            {tried && Object.keys(problems).length > 0 ? (
              <span className="text-sm font-semibold text-bad">Mend the marked fields first.</span>
            ) : null}
          </div>
        </Card>
      </form>
      <div className="flex flex-col gap-4 xl:sticky xl:top-4" aria-live="polite">
        {problem ? (
          <Notice tone="bad" title="Not scored">
            {problem.message}
          </Notice>
        ) : null}
        <ScoreResultCard score={score} stale={stale} signature={signature} />
      </div>
    </div>
  );
}

function CellInput({
  column,
  text,
  error,
  onChange,
}: {
  column: Column;
  text: string;
  error: string | null;
  onChange: (text: string) => void;
}) {
  const hasRange = column.min !== null && column.min !== undefined && column.max !== null && column.max !== undefined;
  const numeric = column.type === "INTEGER" || column.type === "FLOAT";
  const hint = numeric && hasRange ? `${formatValue(column.min)} to ${formatValue(column.max)}` : column.type.toLowerCase();
  const levels = column.type === "BOOLEAN" && column.levels.length === 0 ? ["true", "false"] : column.levels;
  return (
    <Field label={column.name} hint={hint} error={error}>
      {(ids) =>
        levels.length > 0 ? (
          <Select
            {...ids}
            value={text}
            options={[
              { value: "", label: "(missing)" },
              ...(levels.includes(text) || text === "" ? [] : [{ value: text, label: text }]),
              ...levels.map((level) => ({ value: level, label: level })),
            ]}
            onChange={onChange}
          />
        ) : (
          <input
            {...ids}
            className="control"
            inputMode={numeric ? "decimal" : undefined}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}
