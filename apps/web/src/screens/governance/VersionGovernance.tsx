"use client";
import { useState } from "react";
import { toast } from "sonner";
import type { CloseFindingMutation, SignWaiverMutation, VersionGovernanceQuery } from "@/generated/graphql.ts";
import { CloseFindingDocument, SignWaiverDocument, VersionGovernanceDocument } from "@/graphql/governance.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { ChecksList } from "./ChecksList.tsx";
import { FindingDialog } from "./FindingDialog.tsx";
import { FindingRow } from "./FindingRow.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";

type Governed = NonNullable<VersionGovernanceQuery["modelVersion"]>;
type Finding = Governed["findings"][number];

/** What stands between a version and `champion`, with the findings about it and the waivers signed for it. */
export function VersionGovernance({ versionId, label }: { versionId: string; label: string }) {
  const { data, loading, error, reload } = useData(VersionGovernanceDocument, { id: versionId });
  const [dialog, setDialog] = useState<"finding" | "waiver" | null>(null);
  const version = data?.modelVersion;
  const members = data?.members.filter(({ removedAt }) => !removedAt) ?? [];
  return (
    <Card
      title="Approval"
      description={version?.createdBy ? `Developed by ${version.createdBy.name}.` : "What stands between this version and champion."}
      actions={
        <>
          <Button size="sm" onClick={() => setDialog("finding")}>
            Open a finding
          </Button>
          <Button size="sm" onClick={() => setDialog("waiver")}>
            Sign a waiver
          </Button>
        </>
      }
    >
      {loading ? <SkeletonRows rows={3} /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {version ? (
        <div className="flex flex-col gap-4">
          <ChecksList checks={version.promotionChecks} />
          {version.findings.length > 0 ? <Findings findings={version.findings} onChange={reload} /> : null}
          {version.waivers.length > 0 ? <Waivers waivers={version.waivers} /> : null}
        </div>
      ) : null}
      {dialog === "finding" ? (
        <FindingDialog versionId={versionId} label={label} members={members} onClose={() => setDialog(null)} onOpened={reload} />
      ) : null}
      {dialog === "waiver" ? <WaiverDialog versionId={versionId} label={label} onClose={() => setDialog(null)} onSigned={reload} /> : null}
    </Card>
  );
}

const pickClosed = (data: CloseFindingMutation) => data.closeFinding;

function Findings({ findings, onChange }: { findings: readonly Finding[]; onChange: () => void }) {
  const [closing, setClosing] = useState<Finding | null>(null);
  const [status, setStatus] = useState<"RESOLVED" | "ACCEPTED">("RESOLVED");
  const [close, busy] = useAction(CloseFindingDocument, pickClosed);
  const submit = async (resolution: string) => {
    const outcome = await close({ input: { findingId: closing?.id ?? "", status, resolution } });
    if (!outcome.ok) return outcome.problem;
    toast.success("The finding is closed.");
    onChange();
    return null;
  };
  return (
    <section aria-label="Findings">
      <h3 className="caption mb-1.5">Findings</h3>
      <ul className="flex flex-col gap-2">
        {findings.map((finding) => (
          <li key={finding.id} className="rounded-md border border-line px-3 py-2">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <FindingRow finding={finding} />
              <span className="ml-auto">
                {finding.status === "OPEN" ? (
                  <Button size="sm" aria-label={`Close ${finding.title}`} onClick={() => setClosing(finding)}>
                    Close
                  </Button>
                ) : (
                  <Badge tone="good">{finding.status.toLowerCase()}</Badge>
                )}
              </span>
            </div>
            <p className="mt-1 text-sm text-ink-2 [overflow-wrap:anywhere]">{finding.resolution ?? finding.description}</p>
          </li>
        ))}
      </ul>
      {closing ? (
        <ReasonDialog
          title={`Close '${closing.title}'`}
          description="Resolved: it is mended. Accepted: it is lived with."
          action="Close it"
          busy={busy}
          onSubmit={submit}
          onClose={() => setClosing(null)}
        >
          <Field label="How it ends">
            {(ids) => (
              <Select
                {...ids}
                value={status}
                options={[
                  { value: "RESOLVED", label: "resolved" },
                  { value: "ACCEPTED", label: "accepted" },
                ]}
                onChange={(value) => setStatus(value === "ACCEPTED" ? "ACCEPTED" : "RESOLVED")}
              />
            )}
          </Field>
        </ReasonDialog>
      ) : null}
    </section>
  );
}

function Waivers({ waivers }: { waivers: Governed["waivers"] }) {
  return (
    <section aria-label="Waivers">
      <h3 className="caption mb-1.5">Waivers</h3>
      <ul className="flex flex-col gap-2">
        {waivers.map((waiver) => (
          <li key={waiver.id} className="rounded-md border border-line px-3 py-2 text-sm">
            <span className="flex flex-wrap items-center gap-2">
              <Badge tone={waiver.isActive ? "warn" : "neutral"}>{waiver.isActive ? "in force" : "ended"}</Badge>
              {`${waiver.signedBy?.name ?? "a former key"}, until ${formatTime(waiver.expiresAt)}`}
            </span>
            <span className="mt-1 block text-ink-2 [overflow-wrap:anywhere]">{waiver.reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const pickWaiver = (data: SignWaiverMutation) => data.signWaiver;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

interface WaiverDialogProps {
  versionId: string;
  label: string;
  onClose: () => void;
  onSigned: () => void;
}

function WaiverDialog({ versionId, label, onClose, onSigned }: WaiverDialogProps) {
  const [until, setUntil] = useState(() => inDays(90));
  const [sign, busy] = useAction(SignWaiverDocument, pickWaiver);
  const submit = async (reason: string) => {
    const outcome = await sign({ input: { modelVersionId: versionId, reason, expiresAt: `${until}T23:59:59Z` } });
    if (!outcome.ok) return outcome.problem;
    toast.success(`The waiver for ${label} is signed.`);
    onSigned();
    return null;
  };
  return (
    <ReasonDialog
      title={`Sign a waiver for ${label}`}
      description="It may become champion although it does not beat the baseline, until the day below."
      action="Sign it"
      hint="A sentence at least; kept with your name in the audit log."
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Until">
        {(ids) => <input {...ids} type="date" className="control" value={until} onChange={(event) => setUntil(event.target.value)} />}
      </Field>
    </ReasonDialog>
  );
}
