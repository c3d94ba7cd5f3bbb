"use client";
import { Download, FileText } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import type { SubmitModelDocumentMutation } from "@/generated/graphql.ts";
import { ModelDocumentDocument, SubmitModelDocumentDocument } from "@/graphql/model-document.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { isOver, useRunLive } from "@/graphql/use-run.ts";
import { formatBytes, formatTime } from "@/lib/format.ts";
import { portalUrl } from "@/lib/upload.ts";
import { Button, ButtonAnchor } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Notice } from "@/ui/states.tsx";

const pickSubmitted = (data: SubmitModelDocumentMutation) => data.submitModelDocument;

/** The version's document from registry facts: written on demand, downloaded as HTML or PDF. */
export function ModelDocumentCard({ versionId }: { versionId: string }) {
  const { data, reload } = useData(ModelDocumentDocument, { id: versionId });
  const [runId, setRunId] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [submit, busy] = useAction(SubmitModelDocumentDocument, pickSubmitted);
  const [failed, setFailed] = useState<string | null>(null);
  const live = useRunLive(runId, undefined);
  const isWriting = runId !== null;
  useEffect(() => {
    if (!live || !isOver(live.status)) return;
    if (live.status === "FAILED") setFailed(live.id);
    setRunId(null);
    reload();
  }, [live, reload]);
  const write = async () => {
    const outcome = await submit({ input: { modelVersionId: versionId } });
    setProblem(outcome.ok ? null : outcome.problem.message);
    setFailed(null);
    if (outcome.ok) setRunId(outcome.value.run.id);
  };
  const document = data?.modelVersion?.document;
  return (
    <Card
      title="Model document"
      description="Everything the registry knows of this version, with sections mapped to SR 26-2, SS1/23 and the AI Act's Annex IV."
      actions={
        <Button disabled={busy || isWriting} onClick={write}>
          <FileText aria-hidden="true" className="size-4" />
          {isWriting ? "Writing…" : document ? "Write it anew" : "Write the document"}
        </Button>
      }
    >
      {problem ? <Notice tone="bad" title={problem} /> : null}
      {failed ? (
        <Notice tone="bad" title="The document could not be written">
          <Link className="link" href={`/runs/${failed}`}>
            Open the run
          </Link>
        </Notice>
      ) : null}
      {document ? (
        <p className="flex flex-wrap items-center gap-2 text-sm">
          <span className="text-ink-2">{`Facts of ${formatTime(document.madeAt)}`}</span>
          {[document.pdf, document.html].map((file) => (
            <ButtonAnchor key={file.url} size="sm" href={portalUrl(file.url)} download={file.fileName}>
              <Download aria-hidden="true" className="size-4" />
              {`${file.fileName.endsWith(".pdf") ? "PDF" : "HTML"}, ${formatBytes(file.byteSize)}`}
            </ButtonAnchor>
          ))}
        </p>
      ) : (
        <p className="text-sm text-ink-2">Not written yet. A trust and a fairness report, made first, become part of it.</p>
      )}
    </Card>
  );
}
