"use client";
import { Database } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { SubmitFeatureBuildMutation } from "@/generated/graphql.ts";
import { SubmitFeatureBuildDocument } from "@/graphql/features.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import { type Sources, sourceInputs } from "./SourceFields.tsx";

const pick = (data: SubmitFeatureBuildMutation) => data.submitFeatureBuild;

interface BuildPanelProps {
  versionId: string;
  name: string;
  sources: Sources;
  children: ReactNode;
}

/** The spine's rows with every stage's columns, as a data set to train and score on. */
export function BuildPanel({ versionId, name, sources, children }: BuildPanelProps) {
  const router = useRouter();
  const [datasetName, setName] = useState(name);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [send, busy] = useAction(SubmitFeatureBuildDocument, pick);
  const submit = async () => {
    const outcome = await send({ input: { featureSetVersionId: versionId, sources: sourceInputs(sources), datasetName } });
    if (outcome.ok) router.push(`/datasets/${outcome.value.dataset.id}`);
    else setRefusal(outcome.problem.message);
  };
  return (
    <Card
      title="Make a data set"
      description="The spine's rows with the columns of every stage. It is profiled like an upload, and keeps what it was made from."
      actions={
        <Button
          size="sm"
          tone="primary"
          disabled={busy || datasetName.trim() === ""}
          onClick={() => {
            void submit();
          }}
        >
          <Database aria-hidden="true" className="size-4" />
          Make it
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {children}
        <div className="sm:max-w-96">
          <Field label="Name of the data set">
            {(ids) => <input {...ids} className="control" value={datasetName} onChange={(event) => setName(event.target.value)} />}
          </Field>
        </div>
        {refusal ? (
          <Notice tone="bad" title="Not submitted">
            {refusal}
          </Notice>
        ) : null}
      </div>
    </Card>
  );
}
