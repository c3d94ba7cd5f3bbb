"use client";
import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ReplayRunMutation } from "@/generated/graphql.ts";
import { ReplayRunDocument } from "@/graphql/choosing.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { randomKey } from "@/lib/random-key.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Notice } from "@/ui/states.tsx";

const pick = (data: ReplayRunMutation) => data.replayRun;

/** Trains the version of a run again from its record; the answer is a run of its own. */
export function ReplayButton({ runId }: { runId: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [key] = useState(randomKey);
  const [replay, busy] = useAction(ReplayRunDocument, pick, { retryUnavailable: true });
  const go = async () => {
    const outcome = await replay({ input: { runId, idempotencyKey: key } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <History aria-hidden="true" className="size-4" />
        Replay
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Train it again from its record?"
        description="The same data, columns, parameters, options and seed. Weights, scores and metrics are compared with the registered ones. Nothing is registered; it takes as long as the training took."
      >
        {problem ? (
          <div className="mb-3">
            <Notice tone="bad" title="Not submitted">
              {problem.message}
            </Notice>
          </div>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Not now</Button>
          <Button tone="primary" disabled={busy} onClick={go}>
            Train it again
          </Button>
        </div>
      </Dialog>
    </>
  );
}
