"use client";
import Link from "next/link";
import { useState } from "react";
import type { FindRecourseMutation } from "@/generated/graphql.ts";
import { FindRecourseDocument, StoredRulesDocument } from "@/graphql/reasons.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent, formatValue } from "@/lib/format.ts";
import { changeWords } from "@/lib/recourse-draft.ts";
import type { RecordValue } from "@/lib/signature.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Notice } from "@/ui/states.tsx";
import { OwnRules } from "./OwnRules.tsx";
import type { RecourseQuestion } from "./recourse-question.ts";
import type { Signature } from "./ScoreResultCard.tsx";
import { StoredRules } from "./StoredRules.tsx";
import type { ScoreTarget } from "./targets.ts";

type Found = Extract<FindRecourseMutation["findRecourse"], { __typename: "FindRecourseSuccess" }>;

const pickFound = (data: FindRecourseMutation) => data.findRecourse;

interface RecourseCardProps {
  target: ScoreTarget;
  signature: Signature;
  row: Readonly<Record<string, RecordValue>>;
}

/** The nearest changes that the version would approve: by the model's stored rules, or by rules of this one question. */
export function RecourseCard({ target, signature, row }: RecourseCardProps) {
  const { data } = useData(StoredRulesDocument, { id: target.versionId });
  const model = data?.modelVersion?.model;
  const stored = model?.recourseRules ?? null;
  const [isBeyond, setBeyond] = useState(false);
  const [question, setQuestion] = useState<RecourseQuestion>({ rules: null });
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [find, busy] = useAction(FindRecourseDocument, pickFound);
  const isOwn = stored === null || isBeyond;
  const isAsked = !isOwn || ((question.rules?.length ?? 0) > 0 && (stored === null || (question.overrideReason ?? "").trim() !== ""));
  const send = async () => {
    const outcome = await find({ input: { ...target.by, row, ...question } });
    setFound(outcome.ok ? outcome.value : null);
    setProblem(outcome.ok ? null : outcome.problem);
  };
  return (
    <Card
      title="What would turn the decision"
      description={
        stored && !isBeyond
          ? `By version ${stored.version} of the model's recourse rules. Clear a box to keep that column as it is.`
          : "Say which columns may change, and how. None of the others ever does."
      }
    >
      <div className="flex flex-col gap-3">
        {stored && !isBeyond ? <StoredRules rules={stored.rules} onChange={setQuestion} /> : null}
        {isOwn ? <OwnRules signature={signature} needsReason={stored !== null} onChange={setQuestion} /> : null}
        {stored ? (
          <Checkbox
            label="Go beyond the stored rules, on record"
            checked={isBeyond}
            onChange={(checked) => {
              setBeyond(checked);
              setQuestion({ rules: null });
            }}
          />
        ) : model ? (
          <p className="text-sm text-ink-3">
            <Link className="row-link" href={`/models/${encodeURIComponent(model.name)}/recourse`}>
              Store recourse rules with the model
            </Link>{" "}
            to have them kept to in every question.
          </p>
        ) : null}
        <Button disabled={busy || !isAsked || question.rules?.length === 0} onClick={send}>
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
    <>
      <p className="text-sm text-ink-3">Effort counts median deviations of the training rows; another category counts 1.</p>
      <ol className="flex flex-col gap-3">
        {plans.map((plan, at) => (
          <li
            key={plan.changes.map(({ column, to }) => `${column}=${to}`).join()}
            className="rounded-md border border-line px-3 py-2 text-sm"
          >
            <p className="font-semibold">{`Way ${at + 1}: ${formatPercent(plan.probabilityBefore)} to ${formatPercent(plan.probabilityAfter)}, effort ${formatValue(plan.cost)}`}</p>
            <ul>
              {plan.changes.map(({ column, from, to }) => (
                <li key={column}>{changeWords(column, from, to)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </>
  );
}
