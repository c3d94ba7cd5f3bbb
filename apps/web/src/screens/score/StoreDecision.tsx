"use client";
import Link from "next/link";
import { type FormEvent, useEffect, useState } from "react";
import type { ScoreMutation } from "@/generated/graphql.ts";
import { ScoreDocument } from "@/graphql/scoring.ts";
import { useAction } from "@/graphql/use-action.ts";
import type { RecordValue } from "@/lib/signature.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import type { ScoreTarget } from "./targets.ts";

const pickScores = (data: ScoreMutation) => data.score;

/** Scores the record once more under its subject's name, which stores it as a decision with its reasons. */
export function StoreDecision({ target, row }: { target: ScoreTarget; row: Readonly<Record<string, RecordValue>> }) {
  const [subject, setSubject] = useState("");
  const [stored, setStored] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [send, busy] = useAction(ScoreDocument, pickScores);
  const key = JSON.stringify(row);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another record is not the one that was stored.
  useEffect(() => setStored(null), [key]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (subject.trim() === "") {
      setError("Name whom or what the decision is about.");
      return;
    }
    const outcome = await send({ input: { ...target.by, rows: [row], subjects: [subject.trim()] } });
    if (outcome.ok) setStored(outcome.value.decisions[0]?.id ?? null);
    setError(outcome.ok ? null : outcome.problem.message);
  };
  return (
    <Card title="Keep as a decision" description="Stored with the record, the version and the reasons; never changed afterwards.">
      <form onSubmit={submit} noValidate className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1">
          <Field label="Subject" hint="Your own number of the applicant or the case." error={error}>
            {(ids) => (
              <input
                {...ids}
                className="control"
                value={subject}
                onChange={(event) => {
                  setSubject(event.target.value);
                  setError(null);
                }}
              />
            )}
          </Field>
        </div>
        <Button type="submit" disabled={busy || stored !== null} className="mb-5">
          Store
        </Button>
      </form>
      {stored ? (
        <p role="status" className="mt-2 text-sm">
          {"Stored. "}
          <Link className="link" href={`/decisions/${stored}`}>
            Open the decision
          </Link>
        </p>
      ) : null}
    </Card>
  );
}
