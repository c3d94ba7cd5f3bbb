"use client";
import { Download } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { DecisionsQuery } from "@/generated/graphql.ts";
import { DecisionsDocument } from "@/graphql/decisions.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent, formatTime, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { ButtonAnchor, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";

type Decision = DecisionsQuery["decisionRecords"]["edges"][number]["node"];

const OVERRIDES = [
  { value: "", label: "All decisions" },
  { value: "true", label: "Overridden by a person" },
  { value: "false", label: "As the model said" },
];
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const startOf = (date: string): string | null => (DATE.test(date) ? `${date}T00:00:00Z` : null);
/** The search is up to, but not including: the next midnight. */
const endOf = (date: string): string | null =>
  DATE.test(date) ? new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString() : null;

/** Every stored decision: whom about, what the model said, what is in force. */
export function Decisions() {
  const [get, set] = useUrlState();
  const [after, setAfter] = useState<string[]>([]);
  const search = {
    subject: get("subject").trim() || null,
    modelVersionId: get("version").trim() || null,
    from: startOf(get("from")),
    to: endOf(get("to")),
    overridden: get("overridden") === "" ? null : get("overridden") === "true",
  };
  const { data, loading, error, reload } = useData(DecisionsDocument, { first: 50, after: after.at(-1) ?? null, ...search });
  const decisions = data?.decisionRecords.edges.map(({ node }) => node) ?? [];
  const isNarrowed = Object.values(search).some((value) => value !== null);
  const narrow = (changes: Record<string, string>) => {
    setAfter([]);
    set(changes);
  };
  const address = new URLSearchParams(Object.entries(search).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));
  return (
    <>
      <PageHeader
        title="Decisions"
        description="Who was scored, which version said what and why, and what a person decided instead."
        actions={
          <>
            <ButtonAnchor href={`/api/decisions.csv?${address}`} download="decisions.csv">
              <Download aria-hidden="true" className="size-4" />
              CSV
            </ButtonAnchor>
            <ButtonAnchor href={`/api/decisions.ndjson?${address}`} download="decisions.ndjson">
              <Download aria-hidden="true" className="size-4" />
              JSON lines
            </ButtonAnchor>
          </>
        }
      />
      <Card padded={false}>
        <div className="grid gap-3 p-4 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr_1.4fr]">
          <Field label="Subject">
            {(ids) => (
              <input
                {...ids}
                className="control"
                placeholder="The exact number of the applicant or the case"
                value={get("subject")}
                onChange={(event) => narrow({ subject: event.target.value })}
              />
            )}
          </Field>
          <Field label="From">
            {(ids) => (
              <input
                {...ids}
                type="date"
                className="control"
                value={get("from")}
                onChange={(event) => narrow({ from: event.target.value })}
              />
            )}
          </Field>
          <Field label="To">
            {(ids) => (
              <input {...ids} type="date" className="control" value={get("to")} onChange={(event) => narrow({ to: event.target.value })} />
            )}
          </Field>
          <Field label="Which">
            {(ids) => <Select {...ids} value={get("overridden")} options={OVERRIDES} onChange={(overridden) => narrow({ overridden })} />}
          </Field>
        </div>
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && decisions.length === 0 ? (
          <EmptyState
            title={isNarrowed ? "No decision fits" : "No decision is stored yet"}
            action={<ButtonLink href="/score">Score one</ButtonLink>}
          >
            {isNarrowed
              ? "A subject must be given exactly as it was stored."
              : "A score becomes a decision when it is stored under a subject."}
          </EmptyState>
        ) : null}
        {decisions.length > 0 ? <DecisionTable decisions={decisions} /> : null}
        {data ? <Pager pageInfo={data.decisionRecords.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
    </>
  );
}

function DecisionTable({ decisions }: { decisions: readonly Decision[] }) {
  return (
    <TableScroll label="Decisions">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Subject</th>
            <th scope="col">When</th>
            <th scope="col">Model</th>
            <th scope="col" className="num">
              Score
            </th>
            <th scope="col">Outcome</th>
            <th scope="col">First reason</th>
            <th scope="col">By</th>
          </tr>
        </thead>
        <tbody>
          {decisions.map((decision) => (
            <tr key={decision.id}>
              <th scope="row">
                <Link className="row-link" href={`/decisions/${decision.id}`}>
                  {decision.subject}
                </Link>
              </th>
              <td className="whitespace-nowrap">{formatTime(decision.createdAt)}</td>
              <td>{`${decision.modelVersion.model.name} v${decision.modelVersion.version}`}</td>
              <td className="num">
                {decision.score.probability == null ? formatValue(decision.score.value) : formatPercent(decision.score.probability, 2)}
              </td>
              <td>
                <span className="flex items-center gap-2">
                  {decision.outcome ?? "–"}
                  {decision.overrides.length > 0 ? <Badge tone="warn">overridden</Badge> : null}
                </span>
              </td>
              <td className="max-w-[40ch]">{decision.score.reasons[0]?.text ?? "–"}</td>
              <td>{decision.scoredBy?.name ?? "a former key"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}
