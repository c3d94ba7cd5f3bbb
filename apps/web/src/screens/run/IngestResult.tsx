import type { RunDetail } from "@/graphql/use-run.ts";
import { formatCount } from "@/lib/format.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { EmptyState } from "@/ui/states.tsx";

export function IngestResult({ run }: { run: RunDetail }) {
  const dataset = run.dataset;
  return (
    <Card>
      <EmptyState
        title={dataset ? `${dataset.name} is ready` : "The file is ready"}
        action={
          dataset ? (
            <>
              <ButtonLink href={`/datasets/${dataset.id}`}>See its profile</ButtonLink>
              <ButtonLink tone="primary" href={`/runs/new?dataset=${dataset.id}`}>
                Train a model
              </ButtonLink>
            </>
          ) : null
        }
      >
        {dataset?.rowCount
          ? `${formatCount(dataset.rowCount)} rows were read, typed and profiled.`
          : "Every row was read, typed and profiled."}
      </EmptyState>
    </Card>
  );
}
