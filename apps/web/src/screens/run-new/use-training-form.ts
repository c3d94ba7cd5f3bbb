"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type {
  SubmitComparisonInput,
  SubmitComparisonMutation,
  SubmitTrainingInput,
  SubmitTrainingMutation,
  SubmitTuningInput,
  SubmitTuningMutation,
} from "@/generated/graphql.ts";
import { SubmitComparisonDocument, SubmitTuningDocument } from "@/graphql/choosing.ts";
import { SubmitTrainingDocument } from "@/graphql/runs.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { randomKey } from "@/lib/random-key.ts";
import { readCandidates } from "./candidates.ts";
import { type Draft, type DraftArchitecture, type DraftColumn, problemAt, readDraft, type TrainingCatalog } from "./draft.ts";
import { readSearch, type SearchField } from "./search.ts";
import { searchFieldsOf } from "./search-fields.ts";

const pickTraining = (data: SubmitTrainingMutation) => data.submitTraining;
const pickTuning = (data: SubmitTuningMutation) => data.submitTuning;
const pickComparison = (data: SubmitComparisonMutation) => data.submitComparison;

export type FormMode = "TRAIN" | "SEARCH" | "COMPARE";
export type FormInput =
  | { mode: "TRAIN"; input: SubmitTrainingInput }
  | { mode: "SEARCH"; input: SubmitTuningInput }
  | { mode: "COMPARE"; input: SubmitComparisonInput };

export interface TrainingForm {
  mode: FormMode;
  dataset: {
    id: string;
    name: string;
    rowCount?: number | null;
    columns: readonly DraftColumn[];
    protectedAttributes: readonly { column: string; edges?: readonly number[] | null }[];
  };
  architectures: readonly DraftArchitecture[];
  catalog: TrainingCatalog;
  /** Kinds of steps that a pipeline may have. */
  kinds: readonly StepKind[];
  architecture: DraftArchitecture | undefined;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  replace: (draft: Draft) => void;
  /** The training as it would be sent; a search or a comparison holds it. */
  training: SubmitTrainingInput;
  request: FormInput;
  searchFields: readonly SearchField[];
  problem: Problem | null;
  errorAt: (field: string) => string | null;
  submit: (event: FormEvent) => void;
  busy: boolean;
}

interface FormSetting {
  mode: FormMode;
  dataset: TrainingForm["dataset"];
  architectures: readonly DraftArchitecture[];
  catalog: TrainingCatalog;
  kinds: readonly StepKind[];
  draft: Draft;
  replace: (draft: Draft) => void;
}

export function useTrainingForm({ mode, dataset, architectures, catalog, kinds, draft, replace }: FormSetting): TrainingForm {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [train, training] = useAction(SubmitTrainingDocument, pickTraining, { retryUnavailable: true });
  const [search, searching] = useAction(SubmitTuningDocument, pickTuning, { retryUnavailable: true });
  const [compare, comparing] = useAction(SubmitComparisonDocument, pickComparison, { retryUnavailable: true });
  const sent = useRef({ body: "", key: "" });
  const architecture = architectures.find(({ name }) => name === draft.architecture);
  const searchFields = searchFieldsOf(draft, architecture, catalog);
  const { request, problems, own } = requestOf({ mode, draft, datasetId: dataset.id, architecture, architectures, kinds, searchFields });
  useFocusOnRefusal(problem);

  const keyFor = (input: object): string => {
    // The same form sent twice is one run; a changed form is another.
    const body = JSON.stringify([mode, input]);
    if (sent.current.body !== body) sent.current = { body, key: randomKey() };
    return sent.current.key;
  };
  const send = (idempotencyKey: string) => {
    if (request.mode === "TRAIN") return train({ input: { ...request.input, idempotencyKey } });
    if (request.mode === "SEARCH") return search({ input: { ...request.input, idempotencyKey } });
    return compare({ input: { ...request.input, idempotencyKey } });
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    const [firstPath, firstMessage] = Object.entries(problems)[0] ?? [];
    if (firstPath && firstMessage) {
      setProblem({ code: "INVALID_INPUT", message: firstMessage, path: firstPath.split(".") });
      return;
    }
    const outcome = await send(keyFor(request.input));
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem);
  };
  return {
    mode,
    dataset,
    architectures,
    catalog,
    kinds,
    architecture,
    draft,
    change: (part) => replace({ ...draft, ...part }),
    replace,
    training: own,
    request,
    searchFields,
    problem,
    errorAt: (field) => (tried ? problems[field] : null) ?? problemAt(problem, field),
    submit: (event) => void submit(event),
    busy: training || searching || comparing,
  };
}

interface RequestSetting {
  mode: FormMode;
  draft: Draft;
  datasetId: string;
  architecture: DraftArchitecture | undefined;
  architectures: readonly DraftArchitecture[];
  kinds: readonly StepKind[];
  searchFields: readonly SearchField[];
}

/** What the form would send, and what is told before the API is asked. */
function requestOf({ mode, draft, datasetId, architecture, architectures, kinds, searchFields }: RequestSetting) {
  const { input: own, problems } = readDraft(draft, datasetId, architecture, kinds);
  if (mode === "TRAIN") return { own, problems, request: { mode, input: own } };
  const { calibration: _calibration, ...shared } = own;
  if (mode === "SEARCH") {
    const { search, problems: refused } = readSearch(draft.search, searchFields);
    return { own, problems: { ...problems, ...refused }, request: { mode, input: { training: own, search } } };
  }
  const { candidates, problems: refused } = readCandidates(draft.candidates, architectures);
  const input: SubmitComparisonInput = {
    training: { ...shared, validation: own.validation ?? { method: "HOLD_OUT" } },
    candidates,
    ...(draft.comparedMetric === "" ? {} : { metric: draft.comparedMetric }),
    useTestRows: draft.useTestRows,
  };
  return { own, problems: { ...problems, ...refused }, request: { mode, input } };
}

/** A refusal is read where it belongs: the first field that it is about is brought into view. */
function useFocusOnRefusal(problem: Problem | null): void {
  useEffect(() => {
    if (!problem) return;
    const field = document.querySelector<HTMLElement>("form [aria-invalid=true]");
    field?.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  }, [problem]);
}
