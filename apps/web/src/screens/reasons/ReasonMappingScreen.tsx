"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { ReasonMappingQuery, SaveReasonMappingMutation } from "@/generated/graphql.ts";
import { ReasonMappingDocument, SaveReasonMappingDocument } from "@/graphql/reasons.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { mappingInput, type ReasonLine, reasonLines } from "@/lib/reason-words.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { EmptyState, ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

type Model = NonNullable<ReasonMappingQuery["model"]>;

/** The sentences in which a model's reasons are given, in as many languages as wanted; every save is the next version. */
export function ReasonMappingScreen({ name }: { name: string }) {
  const { data, loading, error, reload } = useData(ReasonMappingDocument, { name });
  const trail = [
    { href: "/models", label: "Models" },
    { href: `/models/${encodeURIComponent(name)}`, label: name },
  ];
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  if (!loading && !data?.model)
    return <EmptyState wholePage title="No such model" action={<ButtonLink href="/models">All models</ButtonLink>} />;
  const model = data?.model;
  return (
    <>
      <PageHeader
        title={`Reasons of ${name} in words`}
        trail={trail}
        description="Once there is a mapping, a decline whose reason has no sentence in it is refused, instead of being given in made-up words."
      />
      {model ? <Editor key={model.reasonMapping?.id ?? "first"} model={model} onSaved={reload} /> : <SkeletonRows rows={8} />}
    </>
  );
}

const pickSaved = (data: SaveReasonMappingMutation) => data.saveReasonMapping;
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

function Editor({ model, onSaved }: { model: Model; onSaved: () => void }) {
  const { reasonMapping } = model;
  const columns = model.versions.edges[0]?.node.signature?.columns.map((column) => column.name) ?? [];
  const gaps = reasonMapping?.gaps ?? [];
  const [languages, setLanguages] = useState<string[]>(reasonMapping ? [...reasonMapping.languages] : ["en"]);
  const [lines, setLines] = useState<ReasonLine[]>(() =>
    // Features that a group of the sequence stands for are named by the gaps; before there is a mapping, every column is offered.
    reasonLines(reasonMapping?.reasons ?? [], reasonMapping ? gaps.map(({ feature }) => feature) : columns),
  );
  const [added, setAdded] = useState("");
  const [feature, setFeature] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [save, busy] = useAction(SaveReasonMappingDocument, pickSaved);
  const change = (at: number, part: Partial<ReasonLine>) =>
    setLines(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await save({ input: { modelName: model.name, reasons: mappingInput(lines, languages) } });
    setProblem(outcome.ok ? null : outcome.problem.message);
    if (!outcome.ok) return;
    toast.success(`Version ${outcome.value.reasonMapping.version} is in force.`);
    onSaved();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      {gaps.length > 0 ? (
        <Notice tone="warn" title="Features without a sentence">
          {gaps.map((gap) => `${gap.feature} (${gap.languages.join(", ")})`).join("; ")}
        </Notice>
      ) : null}
      <Card
        title={reasonMapping ? `Version ${reasonMapping.version}` : "No mapping yet"}
        description={
          reasonMapping
            ? `Saved ${formatTime(reasonMapping.createdAt)} by ${reasonMapping.createdBy?.name ?? "a former member"}. {value} and {reference} may be quoted.`
            : "Until the first is saved, reasons name the column, its value and the reference."
        }
        actions={
          <Button type="submit" tone="primary" disabled={busy}>
            Save as the next version
          </Button>
        }
        padded={false}
      >
        <div className="flex flex-wrap items-end gap-3 border-b border-line p-4">
          <span className="flex flex-wrap items-center gap-1.5">
            {languages.map((language) => (
              <Badge key={language} tone="sea">
                {language}
                {languages.length > 1 ? (
                  <button
                    type="button"
                    aria-label={`Take ${language} out`}
                    onClick={() => setLanguages(languages.filter((other) => other !== language))}
                  >
                    ×
                  </button>
                ) : null}
              </Badge>
            ))}
          </span>
          <div className="w-28">
            <Field label="Language">
              {(ids) => (
                <input {...ids} className="control" placeholder="de" value={added} onChange={(event) => setAdded(event.target.value)} />
              )}
            </Field>
          </div>
          <Button
            disabled={!LANGUAGE.test(added) || languages.includes(added)}
            onClick={() => {
              setLanguages([...languages, added]);
              setAdded("");
            }}
          >
            Add language
          </Button>
          <div className="w-48">
            <Field label="Feature">
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  placeholder="A column or group"
                  value={feature}
                  onChange={(event) => setFeature(event.target.value)}
                />
              )}
            </Field>
          </div>
          <Button
            disabled={feature.trim() === "" || lines.some((line) => line.feature === feature.trim())}
            onClick={() => {
              setLines(reasonLines(mappingInput(lines, languages), [...lines.map((line) => line.feature), feature.trim()]));
              setFeature("");
            }}
          >
            Add feature
          </Button>
        </div>
        {problem ? (
          <div className="p-4 pb-0">
            <Notice tone="bad" title={problem} />
          </div>
        ) : null}
        <TableScroll label="Sentences">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Feature</th>
                <th scope="col">Code</th>
                <th scope="col">Where it raised the score</th>
                <th scope="col">Where it lowered it</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line, at) => (
                <tr key={line.feature}>
                  <th scope="row">{line.feature}</th>
                  <td>
                    <input
                      aria-label={`Code of ${line.feature}`}
                      className="control w-20"
                      value={line.code}
                      onChange={(event) => change(at, { code: event.target.value })}
                    />
                  </td>
                  {(["raises", "lowers"] as const).map((direction) => (
                    <td key={direction}>
                      <div className="flex flex-col gap-1.5">
                        {languages.map((language) => (
                          <span key={language} className="flex items-center gap-2">
                            {languages.length > 1 ? <span className="w-8 shrink-0 text-xs text-ink-3">{language}</span> : null}
                            <input
                              aria-label={`${line.feature} ${direction === "raises" ? "raised the score" : "lowered it"}, ${language}`}
                              className="control w-full min-w-64"
                              value={line[direction][language] ?? ""}
                              onChange={(event) => change(at, { [direction]: { ...line[direction], [language]: event.target.value } })}
                            />
                          </span>
                        ))}
                      </div>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      {model.reasonMappings.length > 1 ? (
        <Card title="Earlier versions" description="Stored decisions keep the words they were given in.">
          <ul className="flex flex-col gap-1 text-sm">
            {model.reasonMappings.map((mapping) => (
              <li
                key={mapping.id}
              >{`Version ${mapping.version}, ${formatTime(mapping.createdAt)}, ${mapping.createdBy?.name ?? "a former member"}: ${mapping.languages.join(", ")}`}</li>
            ))}
          </ul>
        </Card>
      ) : null}
    </form>
  );
}
