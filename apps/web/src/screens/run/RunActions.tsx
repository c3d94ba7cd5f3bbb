"use client";
import { CircleStop, Gauge, RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import type { CancelRunMutation, RetryRunMutation } from "@/generated/graphql.ts";
import { CancelRunDocument, RetryRunDocument } from "@/graphql/runs.ts";
import { useAction } from "@/graphql/use-action.ts";
import type { RunDetail } from "@/graphql/use-run.ts";
import { PromoteButton } from "@/screens/models/PromoteButton.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { ReplayButton } from "./ReplayButton.tsx";

const pickCancelled = (data: CancelRunMutation) => data.cancelRun;
const pickRetried = (data: RetryRunMutation) => data.retryRun;

export function RunActions({ run, onChange }: { run: RunDetail; onChange: () => void }) {
  const version = run.modelVersion;
  if (run.status === "QUEUED" || run.status === "RUNNING") return <CancelButton id={run.id} onChange={onChange} />;
  if (run.status === "FAILED" || run.status === "CANCELLED") return run.kind === "INGEST" ? null : <RetryButton id={run.id} />;
  if ((run.job === "model.train" || run.job === "model.tune") && version) {
    return (
      <>
        <ButtonLink href={`/models/${encodeURIComponent(version.model.name)}/${version.version}`}>Open the version</ButtonLink>
        <ReplayButton runId={run.id} />
        <PromoteButton versionId={version.id} label={`${version.model.name} v${version.version}`} onPromoted={onChange} />
        <ButtonLink tone="primary" href={`/score?version=${version.id}`}>
          <Gauge aria-hidden="true" className="size-4" />
          Score one
        </ButtonLink>
      </>
    );
  }
  return null;
}

function CancelButton({ id, onChange }: { id: string; onChange: () => void }) {
  const [open, setOpen] = useState(false);
  const [cancel, busy] = useAction(CancelRunDocument, pickCancelled);
  const confirm = async () => {
    const outcome = await cancel({ input: { runId: id } });
    setOpen(false);
    if (outcome.ok) toast.success("The run is cancelled.");
    else toast.error(outcome.problem.message);
    onChange();
  };
  return (
    <>
      <Button tone="danger" onClick={() => setOpen(true)}>
        <CircleStop aria-hidden="true" className="size-4" />
        Cancel run
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Cancel this run?"
        description="It stops within seconds and registers nothing. A retry starts a new run with the same input."
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Keep running</Button>
          <Button tone="danger" disabled={busy} onClick={confirm}>
            Cancel the run
          </Button>
        </div>
      </Dialog>
    </>
  );
}

function RetryButton({ id }: { id: string }) {
  const router = useRouter();
  const [retry, busy] = useAction(RetryRunDocument, pickRetried);
  const go = async () => {
    const outcome = await retry({ input: { runId: id } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else toast.error(outcome.problem.message);
  };
  return (
    <Button tone="primary" disabled={busy} onClick={go}>
      <RotateCw aria-hidden="true" className="size-4" />
      Retry
    </Button>
  );
}
