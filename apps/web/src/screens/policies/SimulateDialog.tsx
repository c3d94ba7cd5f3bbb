"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { SubmitPolicySimulationMutation } from "@/generated/graphql.ts";
import { PolicyCatalogDocument, SubmitPolicySimulationDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";

const pick = (data: SubmitPolicySimulationMutation) => data.submitPolicySimulation;

/** Runs a version where the truth is known. */
export function SimulateDialog({
  versionId,
  environment,
  isNumber,
  onClose,
}: {
  versionId: string;
  environment: string | null;
  /** A hedge or a schedule: the gate judges on these paths, and asks for 100,000 decisions. */
  isNumber: boolean;
  onClose: () => void;
}) {
  const router = useRouter();
  const { data } = useData(PolicyCatalogDocument, {});
  const [chosen, setChosen] = useState(environment ?? "bandit-pricing");
  const [episodes, setEpisodes] = useState(isNumber ? "100000" : "10000");
  const [error, setError] = useState<string | null>(null);
  const [send, busy] = useAction(SubmitPolicySimulationDocument, pick);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const named = chosen === environment ? {} : { environment: chosen };
    const outcome = await send({ input: { modelVersionId: versionId, episodes: Number(episodes) || 0, ...named } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={isNumber ? "Judge on fresh paths" : "Run in an environment"}
      description="What the policy earns on fresh seeds, beside chance and, where it is known, beside the best that can be done."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field
          label="Environment"
          hint={environment ? "The one it was learned in unless you choose another." : "One with the policy's own actions."}
        >
          {(ids) => (
            <Select
              {...ids}
              value={chosen}
              options={(data?.policyEnvironments ?? []).map((own) => ({ value: own.id, label: own.title }))}
              onChange={setChosen}
            />
          )}
        </Field>
        <Field
          label={isNumber ? "Paths" : "Episodes"}
          hint={isNumber ? "Fresh ones: none of them was trained on." : "From seeds of their own."}
        >
          {(ids) => (
            <input
              {...ids}
              className="control"
              inputMode="numeric"
              value={episodes}
              onChange={(event) => setEpisodes(event.target.value)}
            />
          )}
        </Field>
        {error ? (
          <Notice tone="bad" title="Not submitted">
            {error}
          </Notice>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            Run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
