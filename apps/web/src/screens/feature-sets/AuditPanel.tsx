"use client";
import { ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { SubmitLeakageAuditMutation } from "@/generated/graphql.ts";
import { SubmitLeakageAuditDocument } from "@/graphql/features.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { AuditResult } from "./AuditResult.tsx";
import type { StoredDefinition } from "./feature-set-draft.ts";
import { type Sources, sourceInputs } from "./SourceFields.tsx";

interface AuditPanelProps {
  versionId: string;
  definition: StoredDefinition;
  sources: Sources;
  children: ReactNode;
}

const pick = (data: SubmitLeakageAuditMutation) => data.submitLeakageAudit;

/** Takes the future away and looks whether any feature notices. The audit's run stays in the address. */
export function AuditPanel({ versionId, definition, sources, children }: AuditPanelProps) {
  const [get, set] = useUrlState();
  const [nSampled, setSampled] = useState("100");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [send, busy] = useAction(SubmitLeakageAuditDocument, pick);
  const spine = definition.tables.find(({ name }) => name === definition.spine);
  const runId = get("audit");
  const count = Number(nSampled);
  const isCount = Number.isInteger(count) && count >= 1 && count <= 2000;
  const submit = async () => {
    const outcome = await send({ input: { featureSetVersionId: versionId, sources: sourceInputs(sources), nSampled: count } });
    setRefusal(outcome.ok ? null : outcome.problem.message);
    if (outcome.ok) set({ audit: outcome.value.run.id });
  };
  if (!spine?.time) {
    return (
      <Card>
        <p className="text-ink-2">{`The spine '${definition.spine}' has no time, so nothing of it is past or future. Name its time in the next version.`}</p>
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      <Card
        title="Does a feature know the future?"
        description="For each sampled row, everything that happened or became known later is taken out of every table, and the features are computed again. A feature that changes has read what was not yet known."
        actions={
          <Button
            size="sm"
            tone="primary"
            disabled={busy || !isCount}
            onClick={() => {
              void submit();
            }}
          >
            <ShieldCheck aria-hidden="true" className="size-4" />
            Run the audit
          </Button>
        }
      >
        <div className="flex flex-col gap-4">
          {children}
          <div className="sm:max-w-48">
            <Field label="Rows tried" error={isCount ? null : "A whole number from 1 to 2,000 is needed."}>
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  inputMode="numeric"
                  value={nSampled}
                  onChange={(event) => setSampled(event.target.value)}
                />
              )}
            </Field>
          </div>
          {refusal ? (
            <Notice tone="bad" title="Not submitted">
              {refusal}
            </Notice>
          ) : null}
        </div>
      </Card>
      {runId === "" ? null : <AuditResult key={runId} runId={runId} />}
    </div>
  );
}
