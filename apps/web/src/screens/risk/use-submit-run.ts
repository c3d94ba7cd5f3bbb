"use client";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { TypedDocumentNode } from "urql";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { randomKey } from "@/lib/random-key.ts";

/** What a form sends, and what in it cannot be read, by the path that the API would name. */
export interface FormReading<Input> {
  input: Input;
  problems: Record<string, string>;
}

export interface RunForm {
  submit: () => void;
  busy: boolean;
  problem: Problem | null;
  /** The words for a field: of the form's own reading once it was tried, else of the API's answer. */
  errorAt: (path: string) => string | null;
}

interface RunUnion {
  __typename: string;
  run?: { id: string };
}

/** Submits a form as a run and goes to the run's page. The same form sent twice is one run. */
export function useSubmitRun<Input extends object, Data, Member extends RunUnion>(
  mutation: TypedDocumentNode<Data, { input: Input }>,
  pick: (data: Data) => Member,
  { input, problems }: FormReading<Input>,
): RunForm {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [send, busy] = useAction(mutation, pick, { retryUnavailable: true });
  const sent = useRef({ body: "", key: "" });
  const submit = async () => {
    setTried(true);
    setProblem(null);
    const [path, message] = Object.entries(problems)[0] ?? [];
    if (path !== undefined && message) {
      setProblem({ code: "INVALID_INPUT", message, path: path.split(".") });
      return;
    }
    const body = JSON.stringify(input);
    if (sent.current.body !== body) sent.current = { body, key: randomKey() };
    const outcome = await send({ input: { ...input, idempotencyKey: sent.current.key } });
    if (outcome.ok && outcome.value.run) router.push(`/runs/${outcome.value.run.id}`);
    else if (!outcome.ok) setProblem(outcome.problem);
  };
  const answered = problem?.path?.join(".") ?? "";
  return {
    submit: () => void submit(),
    busy,
    problem,
    errorAt: (path) => (tried ? problems[path] : null) ?? (problem && answered === path ? problem.message : null),
  };
}
