"use client";
import { print } from "graphql";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ScoreMutation } from "@/generated/graphql.ts";
import { ScoreDocument } from "@/graphql/scoring.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { readRecord, referenceTexts } from "@/lib/signature.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { Notice } from "@/ui/states.tsx";
import { CellInput } from "./CellInput.tsx";
import { RecourseCard } from "./RecourseCard.tsx";
import { ScoreResultCard, type ScoreValue, type Signature } from "./ScoreResultCard.tsx";
import { StoreDecision } from "./StoreDecision.tsx";
import type { ScoreTarget } from "./targets.ts";
import { WhatIfCurve } from "./WhatIfCurve.tsx";

const DOCUMENT = print(ScoreDocument);
const pickScores = (data: ScoreMutation) => data.score;

export function ScoreOne({ target, signature }: { target: ScoreTarget; signature: Signature }) {
  const { columns } = signature;
  const [texts, setTexts] = useState(() => referenceTexts(columns));
  const [tried, setTried] = useState(false);
  const [score, setScore] = useState<ScoreValue | null>(null);
  /** The score that live ones are compared with: the last that was asked for by the button. */
  const [pinned, setPinned] = useState<ScoreValue | null>(null);
  const [isLive, setIsLive] = useState(true);
  const [stale, setStale] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [send, busy] = useAction(ScoreDocument, pickScores, { retryUnavailable: true });
  const { row, problems } = readRecord(columns, texts);
  const input = { ...target.by, rows: [row], explain: true };
  const put = (name: string, text: string) => {
    setTexts({ ...texts, [name]: text });
    setStale(true);
  };
  const asked = useRef(0);
  const ask = async (isPinned: boolean) => {
    asked.current += 1;
    const own = asked.current;
    const outcome = await send({ input });
    // An answer to an older record must not stand beside a newer one.
    if (own !== asked.current) return;
    setProblem(outcome.ok ? null : outcome.problem);
    if (!outcome.ok) return;
    const answer = outcome.value.scores[0] ?? null;
    setScore(answer);
    if (isPinned) setPinned(answer);
    setStale(false);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length === 0) await ask(true);
  };
  const latest = useRef(ask);
  latest.current = ask;
  const follows = isLive && stale && pinned !== null && Object.keys(problems).length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the texts is asked about anew.
  useEffect(() => {
    if (!follows) return;
    const timer = setTimeout(() => latest.current(false), 150);
    return () => clearTimeout(timer);
  }, [follows, texts]);
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
            <Checkbox label="Score again as I change it" checked={isLive} onChange={setIsLive} />
            <CopyAsGraphql call={{ document: DOCUMENT, variables: { input } }} />
            {tried && Object.keys(problems).length > 0 ? (
              <span className="text-sm font-semibold text-bad">Mend the marked fields first.</span>
            ) : null}
          </div>
        </Card>
      </form>
      <div className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-4" aria-live="polite">
        {problem ? (
          <Notice tone="bad" title="Not scored">
            {problem.message}
          </Notice>
        ) : null}
        <ScoreResultCard score={score} pinned={pinned} stale={stale && !follows} signature={signature} />
        {score && !stale && Object.keys(problems).length === 0 ? <StoreDecision target={target} row={row} /> : null}
        {score && signature.task === "BINARY" && Object.keys(problems).length === 0 ? (
          <RecourseCard target={target} signature={signature} row={row} />
        ) : null}
        {pinned && Object.keys(problems).length === 0 ? <WhatIfCurve target={target} signature={signature} row={row} /> : null}
      </div>
    </div>
  );
}
