"use client";
import { useState } from "react";
import { FIXED, movesOf, ruleLines, rulesInput } from "@/lib/recourse-draft.ts";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { RecourseQuestion } from "./recourse-question.ts";
import type { Signature } from "./ScoreResultCard.tsx";

interface OwnRulesProps {
  signature: Signature;
  /** Whether stored rules are gone beyond. */
  needsReason: boolean;
  onChange: (question: RecourseQuestion) => void;
}

/** Rules of this one question. */
export function OwnRules({ signature: { columns }, needsReason, onChange }: OwnRulesProps) {
  const free = columns.filter((column) => movesOf(column).length > 0);
  const [moves, setMoves] = useState<Record<string, string>>({});
  const [reason, setReason] = useState("");
  const change = (nextMoves: Record<string, string>, nextReason: string) => {
    setMoves(nextMoves);
    setReason(nextReason);
    const lines = ruleLines(columns, []).map((line) => ({ ...line, move: nextMoves[line.column] ?? FIXED }));
    onChange({ rules: rulesInput(lines, columns).rules, ...(needsReason ? { overrideReason: nextReason } : {}) });
  };
  return (
    <>
      <Field label="Let a column change">
        {(ids) => (
          <Select
            {...ids}
            value=""
            placeholder="Choose a column"
            options={free.filter(({ name }) => !(name in moves)).map(({ name }) => ({ value: name, label: name }))}
            onChange={(name) => {
              const column = free.find((other) => other.name === name);
              change({ ...moves, [name]: (column && movesOf(column)[1]?.value) ?? FIXED }, reason);
            }}
          />
        )}
      </Field>
      {free
        .filter(({ name }) => name in moves)
        .map((column) => (
          <Field key={column.name} label={column.name}>
            {(ids) => (
              <Select
                {...ids}
                value={moves[column.name] ?? FIXED}
                options={movesOf(column)}
                onChange={(move) => change({ ...moves, [column.name]: move }, reason)}
              />
            )}
          </Field>
        ))}
      {needsReason ? (
        <Field label="Why the stored rules are gone beyond" hint="Kept in the audit log, with your name and the columns.">
          {(ids) => <input {...ids} className="control" value={reason} onChange={(event) => change(moves, event.target.value)} />}
        </Field>
      ) : null}
    </>
  );
}
