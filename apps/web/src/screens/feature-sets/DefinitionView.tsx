import type { FeatureSetVersionQuery, PipelineInput, StageKindsQuery } from "@/generated/graphql.ts";
import { formatCount } from "@/lib/format.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { specTerms } from "@/lib/spec-words.ts";
import { StoredPipeline } from "@/screens/pipeline/StoredPipeline.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CodeBlock } from "@/ui/CodeBlock.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { StoredDefinition } from "./feature-set-draft.ts";

interface DefinitionViewProps {
  version: NonNullable<FeatureSetVersionQuery["featureSetVersion"]>;
  definition: StoredDefinition;
  stageKinds: StageKindsQuery | undefined;
  stepKinds: readonly StepKind[];
}

/** Tables, stages, pipeline and the columns that come of them. */
export function DefinitionView({ version, definition, stageKinds, stepKinds }: DefinitionViewProps) {
  const spine = definition.tables.find(({ name }) => name === definition.spine);
  const own = new Set(spine?.columns.map(({ name }) => name));
  const kinds = [...(stageKinds?.windowKinds ?? []), ...(stageKinds?.marketIndicatorKinds ?? [])];
  const titleOf = (name: string): string => kinds.find((kind) => kind.name === name)?.title ?? name;
  return (
    <div className="flex flex-col gap-5">
      <Card title="Tables" padded={false}>
        <TableScroll label="Tables of the feature set">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Table</th>
                <th scope="col">Time</th>
                <th scope="col">Arrival</th>
                <th scope="col">Columns</th>
              </tr>
            </thead>
            <tbody>
              {definition.tables.map(({ name, time, arrival, columns }) => (
                <tr key={name}>
                  <th scope="row">
                    {name} {name === definition.spine ? <Badge tone="sea">spine</Badge> : null}
                  </th>
                  <td>{time ?? "–"}</td>
                  <td>{arrival ?? "–"}</td>
                  <td className="[overflow-wrap:anywhere]">{columns.map((column) => column.name).join(", ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      <Card title="Stages" description="Each adds columns to the spine's rows, in this order.">
        {definition.stages.length === 0 ? <p className="text-ink-2">None: the set has the spine's own columns.</p> : null}
        <ol className="flex flex-col gap-3">
          {definition.stages.map(({ type, spec }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the stages of a stored version never change their order.
            <li key={at} className="rounded-md border border-line p-3">
              <p className="mb-2 font-semibold">{`${at + 1}. ${stageKinds?.featureStages.find((kind) => kind.type === type)?.title ?? type}`}</p>
              <DefinitionList items={specTerms(spec, titleOf)} />
            </li>
          ))}
        </ol>
      </Card>
      <Card title="Pipeline" description="How the columns become numbers within a training that takes this set.">
        {definition.pipeline ? (
          <StoredPipeline pipeline={definition.pipeline as PipelineInput} kinds={stepKinds} preview={null} />
        ) : (
          <p className="text-ink-2">None of its own: a training says how, or takes the default encoding.</p>
        )}
      </Card>
      <Card
        title="Columns"
        description={`What a data set made by it has: ${formatCount(version.columns.length)} columns, those added last.`}
      >
        <p className="flex flex-wrap gap-1.5">
          {version.columns.map(({ name, type }) => (
            <Badge key={name} tone={own.has(name) ? "neutral" : "sea"}>{`${name} (${type.toLowerCase()})`}</Badge>
          ))}
        </p>
      </Card>
      <details>
        <summary className="cursor-pointer text-sm font-semibold">The definition as JSON</summary>
        <div className="mt-2 flex flex-col gap-2">
          <CodeBlock title={`SHA-256 ${version.sha256}`} code={JSON.stringify(version.definition, null, 2)} />
        </div>
      </details>
    </div>
  );
}
