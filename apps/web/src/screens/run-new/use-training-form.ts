"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import type { SubmitTrainingInput, SubmitTrainingMutation } from "@/generated/graphql.ts";
import { SubmitTrainingDocument } from "@/graphql/runs.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { randomKey } from "@/lib/random-key.ts";
import { type Draft, type DraftArchitecture, type DraftColumn, problemAt, type Reading, readDraft } from "./draft.ts";

const pickRun = (data: SubmitTrainingMutation) => data.submitTraining;

export interface TrainingForm {
  dataset: { id: string; name: string; rowCount?: number | null; columns: readonly DraftColumn[] };
  architectures: readonly DraftArchitecture[];
  architecture: DraftArchitecture | undefined;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  replace: (draft: Draft) => void;
  reading: Reading;
  problem: Problem | null;
  errorAt: (field: string) => string | null;
  submit: (event: FormEvent) => void;
  busy: boolean;
}

export function useTrainingForm(
  dataset: TrainingForm["dataset"],
  architectures: readonly DraftArchitecture[],
  draft: Draft,
  replace: (draft: Draft) => void,
): TrainingForm {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [send, busy] = useAction(SubmitTrainingDocument, pickRun, { retryUnavailable: true });
  const sent = useRef({ body: "", key: "" });
  const architecture = architectures.find(({ name }) => name === draft.architecture);
  const reading = readDraft(draft, dataset.id, architecture);

  const keyFor = (input: SubmitTrainingInput): string => {
    // The same form sent twice is one run; a changed form is another.
    const body = JSON.stringify(input);
    if (sent.current.body !== body) sent.current = { body, key: randomKey() };
    return sent.current.key;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    const [firstPath, firstMessage] = Object.entries(reading.problems)[0] ?? [];
    if (firstPath && firstMessage) {
      setProblem({ code: "INVALID_INPUT", message: firstMessage, path: firstPath.split(".") });
      return;
    }
    const outcome = await send({ input: { ...reading.input, idempotencyKey: keyFor(reading.input) } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem);
  };
  return {
    dataset,
    architectures,
    architecture,
    draft,
    change: (part) => replace({ ...draft, ...part }),
    replace,
    reading,
    problem,
    errorAt: (field) => (tried ? reading.problems[field] : null) ?? problemAt(problem, field),
    submit: (event) => void submit(event),
    busy,
  };
}
