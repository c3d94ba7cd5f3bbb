"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { SubmitPolicyEvaluationMutation } from "@/generated/graphql.ts";
import { PolicyCatalogDocument, SubmitPolicyEvaluationDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";

interface EvaluateDialogProps {
  versionId: string;
  /** The version that decides now, where there is one. */
  championId: string | null;
  onClose: () => void;
}

const pick = (data: SubmitPolicyEvaluationMutation) => data.submitPolicyEvaluation;
const APPLICANT = [
  { name: "obligor", label: "Obligor" },
  { name: "amount", label: "Amount" },
  { name: "risk", label: "Risk" },
  { name: "group", label: "Protected group" },
] as const;

/** Asks what a version would have earned on a log. */
export function EvaluateDialog({ versionId, championId, onClose }: EvaluateDialogProps) {
  const router = useRouter();
  const { data } = useData(PolicyCatalogDocument, {});
  const logs = data?.datasets.edges.map(({ node }) => node).filter(({ status }) => status === "READY") ?? [];
  const [chosen, setChosen] = useState("");
  const [gamma, setGamma] = useState("");
  const [replicates, setReplicates] = useState("");
  const [applicant, setApplicant] = useState<Record<string, string>>({});
  const [against, setAgainst] = useState(championId !== null && championId !== versionId ? "champion" : "");
  const [error, setError] = useState<string | null>(null);
  const [send, busy] = useAction(SubmitPolicyEvaluationDocument, pick);
  const datasetId = chosen || logs[0]?.id || "";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const named = Object.fromEntries(Object.entries(applicant).filter(([, column]) => column.trim() !== ""));
    const outcome = await send({
      input: {
        modelVersionId: versionId,
        datasetId,
        ...(against === "champion" && championId ? { championVersionId: championId } : {}),
        ...(gamma.trim() === "" ? {} : { gamma: Number(gamma) }),
        ...(replicates.trim() === "" ? {} : { replicates: Number(replicates) }),
        ...(Object.keys(named).length > 0 ? { applicant: named } : {}),
      },
    });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Evaluate on a log"
      description="Estimates what the policy would have earned, with intervals and what they rest on. It changes nothing."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Log" hint="Best one that the policy was not learned from.">
          {(ids) => (
            <Select
              {...ids}
              value={datasetId}
              placeholder="No data set is ready"
              options={logs.map((log) => ({ value: log.id, label: `${log.name} (${formatCount(log.rowCount ?? 0)} rows)` }))}
              onChange={setChosen}
            />
          )}
        </Field>
        {championId !== null && championId !== versionId ? (
          <Field label="Compared with">
            {(ids) => (
              <Select
                {...ids}
                value={against}
                options={[
                  { value: "champion", label: "The version that decides now" },
                  { value: "", label: "The policy that made the log" },
                ]}
                onChange={setAgainst}
              />
            )}
          </Field>
        ) : null}
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Discount" hint="Values whole episodes; empty = single decisions.">
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="decimal"
                placeholder="0.98"
                value={gamma}
                onChange={(event) => setGamma(event.target.value)}
              />
            )}
          </Field>
          <Field label="Resamples" hint="For bootstrap intervals, 100 or more; empty = none.">
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="numeric"
                value={replicates}
                onChange={(event) => setReplicates(event.target.value)}
              />
            )}
          </Field>
        </div>
        <fieldset>
          <legend className="text-sm font-semibold">Whom decisions were about</legend>
          <p className="mb-2 text-xs text-ink-3">
            Columns of the log, for caps, prices by risk and fairness; leave empty what it does not have.
          </p>
          <div className="grid gap-3 sm:grid-cols-2">
            {APPLICANT.map(({ name, label }) => (
              <Field key={name} label={label}>
                {(ids) => (
                  <input
                    {...ids}
                    className="control"
                    value={applicant[name] ?? ""}
                    onChange={(event) => setApplicant({ ...applicant, [name]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
        </fieldset>
        {error ? (
          <Notice tone="bad" title="Not submitted">
            {error}
          </Notice>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy || datasetId === ""}>
            Evaluate
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
