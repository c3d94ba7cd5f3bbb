"use client";
import { print } from "graphql";
import { type FormEvent, useState } from "react";
import type { ColumnType, DecideMutation } from "@/generated/graphql.ts";
import { DecideDocument } from "@/graphql/policies.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { readRecord } from "@/lib/signature.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, Notice } from "@/ui/states.tsx";
import { closedWords, numberReasonWords } from "./policy-words.ts";

type Decided = Extract<DecideMutation["decide"], { __typename: "DecideSuccess" }>;

interface DecideFormProps {
  modelName: string;
  inputs: readonly { name: string; type: ColumnType; description?: string | null }[];
  axes: readonly { name: string; levels: readonly string[]; low?: number | null; high?: number | null }[];
  /** Of a policy that gives a number; null for one over listed actions. */
  unit: string | null;
}

const DOCUMENT = print(DecideDocument);
const pick = (data: DecideMutation) => data.decide;
const APPLICANT = [
  { name: "obligor", label: "Obligor", isNumber: false },
  { name: "segment", label: "Segment", isNumber: false },
  { name: "amount", label: "Amount", isNumber: true },
  { name: "risk", label: "Risk", isNumber: true },
] as const;

/** One decision by the champion, taken and logged as a system would. */
export function DecideForm({ modelName, inputs, axes, unit }: DecideFormProps) {
  const [texts, setTexts] = useState<Record<string, string>>({});
  const [applicant, setApplicant] = useState<Record<string, string>>({});
  const [reference, setReference] = useState("");
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [decided, setDecided] = useState<Decided | null>(null);
  const [send, busy] = useAction(DecideDocument, pick);
  const levelsOf = new Map(axes.map(({ name, levels }) => [name, levels]));
  const { row, problems } = readRecord(
    inputs.map(({ name, type }) => ({ name, type, levels: [] })),
    texts,
  );
  const about = Object.fromEntries(
    APPLICANT.flatMap(({ name, isNumber }) => {
      const text = applicant[name]?.trim() ?? "";
      return text === "" ? [] : [[name, isNumber ? Number(text) : text]];
    }),
  );
  const input = {
    modelName,
    record: row,
    ...(Object.keys(about).length > 0 ? { applicant: about } : {}),
    ...(reference.trim() === "" ? {} : { reference: reference.trim() }),
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length > 0) return;
    const outcome = await send({ input });
    if (outcome.ok) setDecided(outcome.value);
    else setProblem(outcome.problem);
  };
  const errorAt = (name: string): string | null =>
    (tried ? problems[name] : undefined) ?? (problem?.path?.includes(name) ? problem.message : null);
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <form onSubmit={submit} noValidate className="min-w-0">
        <Card title="The case" description="Every decision that is taken here is real: it is logged, and counts against the limits.">
          <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-3">
            {inputs.map(({ name, type, description }) => {
              const levels = levelsOf.get(name) ?? [];
              const text = texts[name] ?? "";
              return (
                <Field key={name} label={name} hint={description ?? type.toLowerCase()} error={errorAt(name)}>
                  {(ids) =>
                    levels.length > 0 ? (
                      <Select
                        {...ids}
                        value={text}
                        options={[{ value: "", label: "(missing)" }, ...levels.map((level) => ({ value: level, label: level }))]}
                        onChange={(next) => setTexts({ ...texts, [name]: next })}
                      />
                    ) : (
                      <input
                        {...ids}
                        className="control"
                        value={text}
                        onChange={(event) => setTexts({ ...texts, [name]: event.target.value })}
                      />
                    )
                  }
                </Field>
              );
            })}
          </div>
          <fieldset className="mt-4 border-t border-line pt-3">
            <legend className="sr-only">Whom it is about</legend>
            <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-5">
              {(unit === null ? APPLICANT : []).map(({ name, label, isNumber }) => (
                <Field key={name} label={label} error={errorAt(name)}>
                  {(ids) => (
                    <input
                      {...ids}
                      className="control"
                      inputMode={isNumber ? "decimal" : undefined}
                      value={applicant[name] ?? ""}
                      onChange={(event) => setApplicant({ ...applicant, [name]: event.target.value })}
                    />
                  )}
                </Field>
              ))}
              <Field label="Reference" hint="Your own number." error={errorAt("reference")}>
                {(ids) => <input {...ids} className="control" value={reference} onChange={(event) => setReference(event.target.value)} />}
              </Field>
            </div>
          </fieldset>
          <div className="mt-4 flex flex-wrap items-center gap-3">
            <Button type="submit" tone="primary" className="min-h-10 px-6 text-lg" disabled={busy}>
              {busy ? "Deciding…" : "Decide"}
            </Button>
            <CopyAsGraphql call={{ document: DOCUMENT, variables: { input } }} />
          </div>
        </Card>
      </form>
      <div aria-live="polite" className="flex min-w-0 flex-col gap-4 xl:sticky xl:top-4">
        {problem ? (
          <Notice tone="bad" title="Not decided">
            {problem.message}
          </Notice>
        ) : null}
        {decided ? (
          <DecidedCard decided={decided} unit={unit} />
        ) : (
          <Card>
            <EmptyState title="No decision yet">The answer says what was done, with which chance, and what limits closed.</EmptyState>
          </Card>
        )}
      </div>
    </div>
  );
}

function DecidedCard({ decided, unit }: { decided: Decided; unit: string | null }) {
  const { action, propensity, mask, quantity, reasons, policyVersion, repeated, decision } = decided;
  const words = unit === null ? closedWords : numberReasonWords;
  return (
    <Card title="The decision">
      <p data-testid="decided-action" className="text-3xl font-semibold [overflow-wrap:anywhere]">
        {quantity == null ? action : `${formatMetric(quantity)} ${unit ?? ""}`}
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-2 text-ink-2">
        {quantity == null ? `with a chance of ${formatPercent(propensity)}` : null}
        {policyVersion ? <span>{`by version ${policyVersion.version}`}</span> : null}
        {decision.fallback ? <Badge tone="warn">fallback</Badge> : null}
        {repeated ? <Badge tone="neutral">decided before</Badge> : null}
      </p>
      <dl className="mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        {quantity == null ? (
          <>
            <dt className="text-ink-3">Open</dt>
            <dd>{mask.join(", ")}</dd>
          </>
        ) : (
          <>
            <dt className="text-ink-3">The network said</dt>
            <dd>{formatMetric(decision.proposed)}</dd>
            <dt className="text-ink-3">Benchmark</dt>
            <dd>{formatMetric(decision.benchmark)}</dd>
          </>
        )}
        {decision.closed.length > 0 ? (
          <>
            <dt className="text-ink-3">{quantity == null ? "Closed" : "Limits"}</dt>
            <dd>
              <ul className="flex flex-col gap-0.5">
                {decision.closed.map((own) => (
                  <li key={`${own.action}/${own.reason}`}>
                    {quantity == null ? `${own.action}: ${words(own.reason)}` : words(own.reason)}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        ) : null}
        {reasons.length > 0 ? (
          <>
            <dt className="text-ink-3">Reasons</dt>
            <dd>
              {quantity == null
                ? reasons.map(({ code }) => code).join(", ")
                : reasons
                    .map(
                      ({ code, contribution }) =>
                        `${code.replaceAll("_", " ")} ${contribution > 0 ? "+" : ""}${formatMetric(contribution)}`,
                    )
                    .join(", ")}
            </dd>
          </>
        ) : null}
        <dt className="text-ink-3">Logged as</dt>
        <dd className="font-mono text-xs">{decision.id}</dd>
      </dl>
    </Card>
  );
}
