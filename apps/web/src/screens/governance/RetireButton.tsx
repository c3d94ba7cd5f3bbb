"use client";
import { Archive } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { SetStatusMutation } from "@/generated/graphql.ts";
import { SetStatusDocument } from "@/graphql/governance.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";

const pickStatus = (data: SetStatusMutation) => data.setModelVersionStatus;

export function RetireButton({ versionId, label, onRetired }: { versionId: string; label: string; onRetired: () => void }) {
  const [open, setOpen] = useState(false);
  const [send, busy] = useAction(SetStatusDocument, pickStatus);
  const retire = async (reason: string) => {
    const outcome = await send({ input: { modelVersionId: versionId, status: "RETIRED", reason } });
    if (!outcome.ok) return outcome.problem;
    toast.success(`${label} is retired.`);
    onRetired();
    return null;
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Archive aria-hidden="true" className="size-4" />
        Retire
      </Button>
      {open ? (
        <ReasonDialog
          title={`Retire ${label}`}
          description="It stays on record and can no longer be promoted."
          action="Retire it"
          tone="danger"
          busy={busy}
          onSubmit={retire}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
