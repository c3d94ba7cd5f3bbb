"use client";
import { useState } from "react";
import type { StoredRulesQuery } from "@/generated/graphql.ts";
import { ruleWords } from "@/lib/recourse-draft.ts";
import { Checkbox } from "@/ui/Checkbox.tsx";
import type { RecourseQuestion } from "./recourse-question.ts";

type Rules = NonNullable<NonNullable<StoredRulesQuery["modelVersion"]>["model"]["recourseRules"]>["rules"];

interface StoredRulesProps {
  rules: Rules;
  onChange: (question: RecourseQuestion) => void;
}

/** The stored rules, of which single columns can be left out. */
export function StoredRules({ rules, onChange }: StoredRulesProps) {
  const [kept, setKept] = useState<ReadonlySet<string>>(new Set());
  const toggle = (column: string, isFree: boolean) => {
    const next = new Set(kept);
    if (isFree) next.delete(column);
    else next.add(column);
    setKept(next);
    const free = rules.filter((rule) => !next.has(rule.column));
    onChange({ rules: next.size === 0 ? null : free.map(({ kind, column: name }) => ({ kind, column: name })) });
  };
  return (
    <ul className="flex flex-col gap-1.5">
      {rules.map((rule) => (
        <li key={rule.column}>
          <Checkbox
            label={`${rule.column} ${ruleWords(rule)}`}
            checked={!kept.has(rule.column)}
            onChange={(on) => toggle(rule.column, on)}
          />
        </li>
      ))}
    </ul>
  );
}
