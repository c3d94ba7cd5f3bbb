"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { RecourseRulesQuery, SaveRecourseRulesMutation } from "@/generated/graphql.ts";
import { RecourseRulesDocument, SaveRecourseRulesDocument } from "@/graphql/reasons.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { type RuleLine, ruleLines, rulesInput } from "@/lib/recourse-draft.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { EmptyState, ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { RecourseRuleRow } from "./RecourseRuleRow.tsx";

type Model = NonNullable<RecourseRulesQuery["model"]>;

/** What applicants can do about each column of a model; every save is the next version. */
export function RecourseRulesScreen({ name }: { name: string }) {
  const { data, loading, error, reload } = useData(RecourseRulesDocument, { name });
  const trail = [
    { href: "/models", label: "Models" },
    { href: `/models/${encodeURIComponent(name)}`, label: name },
  ];
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  if (!loading && !data?.model)
    return <EmptyState wholePage title="No such model" action={<ButtonLink href="/models">All models</ButtonLink>} />;
  const model = data?.model;
  const isBinary = model?.versions.edges[0]?.node.signature?.task === "BINARY";
  return (
    <>
      <PageHeader
        title={`Recourse rules of ${name}`}
        trail={trail}
        description="What an applicant can do about each column after a decline. A column that cannot change is never part of an advice; a single question may narrow these rules, and goes beyond them only with a reason on record."
      />
      {model && !isBinary ? (
        <EmptyState wholePage title="Recourse is for models that approve or decline" />
      ) : model ? (
        <Editor key={model.recourseRules?.id ?? "first"} model={model} onSaved={reload} />
      ) : (
        <SkeletonRows rows={8} />
      )}
    </>
  );
}

const pickSaved = (data: SaveRecourseRulesMutation) => data.saveRecourseRules;

function Editor({ model, onSaved }: { model: Model; onSaved: () => void }) {
  const { recourseRules } = model;
  const columns = model.versions.edges[0]?.node.signature?.columns ?? [];
  const [lines, setLines] = useState<RuleLine[]>(() => ruleLines(columns, recourseRules?.rules ?? []));
  const [problem, setProblem] = useState<string | null>(null);
  const [save, busy] = useAction(SaveRecourseRulesDocument, pickSaved);
  const { rules, problems } = rulesInput(lines, columns);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await save({ input: { modelName: model.name, rules } });
    setProblem(outcome.ok ? null : outcome.problem.message);
    if (!outcome.ok) return;
    toast.success(`Version ${outcome.value.recourseRules.version} is in force.`);
    onSaved();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <Card
        title={recourseRules ? `Version ${recourseRules.version}` : "No rules yet"}
        description={
          recourseRules
            ? `Saved ${formatTime(recourseRules.createdAt)} by ${recourseRules.createdBy?.name ?? "a former member"}. ${rules.length} of ${lines.length} columns may change.`
            : "Until the first are saved, each question brings its own. Bounds left empty are the 1 % and 99 % quantiles of the training rows."
        }
        actions={
          <Button type="submit" tone="primary" disabled={busy || rules.length === 0 || Object.keys(problems).length > 0}>
            Save as the next version
          </Button>
        }
        padded={false}
      >
        {problem ? (
          <div className="p-4">
            <Notice tone="bad" title={problem} />
          </div>
        ) : null}
        <TableScroll label="Recourse rules">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">After a decline it</th>
                <th scope="col">Lowest</th>
                <th scope="col">Highest</th>
                <th scope="col">In steps of</th>
                <th scope="col">Values, one a line</th>
                <th scope="col">Effort</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line, at) => {
                const column = columns.find(({ name }) => name === line.column);
                return column ? (
                  <RecourseRuleRow
                    key={line.column}
                    column={column}
                    line={line}
                    problem={problems[line.column] ?? null}
                    onChange={(part) => setLines(lines.map((other, index) => (index === at ? { ...other, ...part } : other)))}
                  />
                ) : null;
              })}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      {model.recourseRulesVersions.length > 1 ? (
        <Card title="Earlier versions">
          <ul className="flex flex-col gap-1 text-sm">
            {model.recourseRulesVersions.map((version) => (
              <li
                key={version.id}
              >{`Version ${version.version}, ${formatTime(version.createdAt)}, ${version.createdBy?.name ?? "a former member"}: ${version.rules.length} columns may change`}</li>
            ))}
          </ul>
        </Card>
      ) : null}
    </form>
  );
}
