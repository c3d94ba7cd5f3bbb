"use client";
import { useEffect, useState } from "react";
import { useClient } from "urql";
import type { FeaturePreviewQuery, SubmitFeaturePreviewInput, SubmitFeaturePreviewMutation } from "@/generated/graphql.ts";
import { describeError } from "./client.ts";
import { FeaturePreviewDocument, SubmitFeaturePreviewDocument } from "./features.ts";
import { type Problem, useAction } from "./use-action.ts";
import { isOver, useRunLive } from "./use-run.ts";

export type Preview = NonNullable<NonNullable<FeaturePreviewQuery["run"]>["featurePreview"]>;
export type PreviewEntry = Preview["stages"][number];

export interface FeaturePreview {
  /** The newest that succeeded. */
  preview: Preview | null;
  /** Of the input that the preview shows: a changed form is told by it. */
  of: string;
  problem: Problem | null;
  busy: boolean;
  start: (input: SubmitFeaturePreviewInput) => Promise<void>;
}

const pick = (data: SubmitFeaturePreviewMutation) => data.submitFeaturePreview;
export const previewKey = (input: SubmitFeaturePreviewInput): string => JSON.stringify(input);

/** Computes stages and steps on a sample, as a run of its own that stores nothing but what is shown. */
export function useFeaturePreview(): FeaturePreview {
  const client = useClient();
  const [asked, setAsked] = useState<{ id: string; of: string } | null>(null);
  const [shown, setShown] = useState<{ preview: Preview; of: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [send, sending] = useAction(SubmitFeaturePreviewDocument, pick);
  const live = useRunLive(asked?.id ?? null, undefined);
  const ended = asked && live && isOver(live.status) ? asked : null;
  useEffect(() => {
    if (!ended) return;
    let isLeft = false;
    const read = async (): Promise<void> => {
      const { data, error } = await client.query(FeaturePreviewDocument, { id: ended.id }, { requestPolicy: "network-only" }).toPromise();
      if (isLeft) return;
      const run = data?.run;
      if (run?.featurePreview) setShown({ preview: run.featurePreview, of: ended.of });
      else {
        const message = run?.error?.message ?? (error ? describeError(error) : "The preview was cancelled.");
        setProblem({ code: run?.error?.code ?? run?.status ?? "UNAVAILABLE", message, path: null });
      }
      setAsked(null);
    };
    void read();
    return () => {
      isLeft = true;
    };
  }, [client, ended]);
  const start = async (input: SubmitFeaturePreviewInput): Promise<void> => {
    setProblem(null);
    const outcome = await send({ input });
    if (outcome.ok) setAsked({ id: outcome.value.run.id, of: previewKey(input) });
    else setProblem(outcome.problem);
  };
  return {
    preview: shown?.preview ?? null,
    of: shown?.of ?? "",
    problem,
    busy: sending || asked !== null,
    start,
  };
}
