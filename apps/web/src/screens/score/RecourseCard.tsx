"use client";
import { useState } from "react";
import type { ActionRuleInput, FindRecourseMutation } from "@/generated/graphql.ts";
import { FindRecourseDocument } from "@/graphql/reasons.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import type { RecordValue } from "@/lib/signature.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import type { Signature } from "./ScoreResultCard.tsx";
import type { ScoreTarget } from "./targets.ts";

type Column = Signature["columns"][number];
type Found = Extract<FindRecourseMutation["findRecourse"], { __typename: "FindRecourseSuccess" }>;

const FIXED = "fixed";
const NUMBER_MOVES = [
  { value: FIXED, label: "cannot change" },
  { value: "BOTH", label: "may rise or fall" },
  { value: "UP", label: "may rise" },
  { value: "DOWN", label: "may fall" },
];
const CATEGORY_MOVES = [
  { value: FIXED, label: "cannot change" },
  { value: "ANY", label: "may change" },
  { value: "ORDERED", label: "may rise in order" },
];

const isNumber = ({ type }: Column): boolean => type === "INTEGER" || type === "FLOAT";

function ruleOf(column: Column, move: string): ActionRuleInput | null {
  if (move === FIXED) return null;
  if (isNumber(column)) return { kind: "NUMBER", column: column.name, direction: move === "UP" || move === "DOWN" ? move : "BOTH" };
  return { kind: "CATEGORY", column: column.name, values: [...column.levels], isOrdered: move === "ORDERED" };
}

const pickFound = (data: FindRecourseMutation) => data.findRecourse;

interface RecourseCardProps {
  target: ScoreTarget;
  signature: Signature;
  row: Readonly<Record<string, RecordValue>>;
}

/** The nearest changes that the version would approve. Nothing changes unless the user says that it may. */
export function RecourseCard({ target, signature, row }: RecourseCardProps) {
  const columns = signature.columns.filter((column) => isNumber(column) || column.levels.length > 1);
  const [moves, setMoves] = useState<Record<string, string>>({});
  const [chosen, setChosen] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [find, busy] = useAction(FindRecourseDocument, pickFound);
  const rules = columns.flatMap((column) => ruleOf(column, moves[column.name] ?? FIXED) ?? []);
  const send = async () => {
    const outcome = await find({ input: { ...target.by, row, rules } });
    setFound(outcome.ok ? outcome.value : null);
    setProblem(outcome.ok ? null : outcome.problem);
  };
  const allowed = columns.filter(({ name }) => (moves[name] ?? FIXED) !== FIXED);
  return (
    <Card title="What would turn the decision" description="Say which columns may change, and how. None of the others ever does.">
      <div className="flex flex-col gap-3">
        <Field label="Let a column change">
          {(ids) => (
            <Select
              {...ids}
              value={chosen}
              placeholder="Choose a column"
              options={columns.filter(({ name }) => !(name in moves)).map(({ name }) => ({ value: name, label: name }))}
              onChange={(name) => {
                setMoves({ ...moves, [name]: columns.some((column) => column.name === name && isNumber(column)) ? "BOTH" : "ANY" });
                setChosen("");
              }}
            />
          )}
        </Field>
        {columns
          .filter(({ name }) => name in moves)
          .map((column) => (
            <Field key={column.name} label={column.name}>
              {(ids) => (
                <Select
                  {...ids}
                  value={moves[column.name] ?? FIXED}
                  options={isNumber(column) ? NUMBER_MOVES : CATEGORY_MOVES}
                  onChange={(move) => setMoves({ ...moves, [column.name]: move })}
                />
              )}
            </Field>
          ))}
        <Button disabled={busy || allowed.length === 0} onClick={send}>
          {busy ? "Searching…" : "Find the nearest changes"}
        </Button>
        {problem ? (
          <Notice tone="warn" title="Not searched">
            {problem.message}
          </Notice>
        ) : null}
        {found ? <Plans found={found} /> : null}
      </div>
    </Card>
  );
}

function Plans({ found: { status, plans } }: { found: Found }) {
  if (status === "APPROVED") return <Notice tone="good" title="It is approved as it is." />;
  if (status === "NONE") return <Notice tone="info" title="No allowed change turns the decision." />;
  return (
    <ol className="flex flex-col gap-3">
      {plans.map((plan, at) => (
        <li
          key={plan.changes.map(({ column, to }) => `${column}=${to}`).join()}
          className="rounded-md border border-line px-3 py-2 text-sm"
        >
          <p className="font-semibold">{`Way ${at + 1}: ${formatPercent(plan.probabilityBefore)} to ${formatPercent(plan.probabilityAfter)}, cost ${formatMetric(plan.cost)}`}</p>
          <ul>
            {plan.changes.map(({ column, from, to }) => (
              <li key={column}>{`${column}: from ${from} to ${to}`}</li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
