"use client";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { AuditQuery } from "@/generated/graphql.ts";
import { AuditDocument, VerifyAuditDocument } from "@/graphql/governance.ts";
import { useData } from "@/graphql/use-data.ts";
import { auditWords } from "@/lib/audit-words.ts";
import { formatCount, formatTime } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { AuditFacts } from "./AuditFacts.tsx";

type Entry = AuditQuery["auditLog"]["edges"][number]["node"];

const KINDS = [
  { value: "", label: "Every action" },
  { value: "model_version.", label: "Model versions" },
  { value: "model.", label: "Models" },
  { value: "run.", label: "Runs" },
  { value: "dataset.", label: "Data sets" },
  { value: "feature_set.", label: "Feature sets" },
  { value: "decision.", label: "Decisions" },
  { value: "reason_mapping.", label: "Reason mappings" },
  { value: "recourse", label: "Recourse" },
  { value: "finding.", label: "Findings" },
  { value: "waiver.", label: "Waivers" },
  { value: "policy.", label: "Policies" },
  { value: "member.", label: "Members" },
  { value: "api_key.", label: "API keys" },
  { value: "session.", label: "Sessions" },
  { value: "governance.", label: "Rules" },
];

export function Audit() {
  const [get, set] = useUrlState();
  const [after, setAfter] = useState<string[]>([]);
  const [opened, setOpened] = useState<string | null>(null);
  const [checking, setChecking] = useState(false);
  const filters = { action: get("action") || null, subject: get("subject").trim() || null };
  const { data, loading, error, reload } = useData(AuditDocument, { first: 50, after: after.at(-1) ?? null, ...filters });
  const entries = data?.auditLog.edges.map(({ node }) => node) ?? [];
  const narrow = (changes: Record<string, string>) => {
    setAfter([]);
    set(changes);
  };
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what, one link after another. A changed, removed or inserted row breaks the chain."
        actions={
          <Button tone="primary" onClick={() => setChecking(true)}>
            <ShieldCheck aria-hidden="true" className="size-4" />
            Verify the chain
          </Button>
        }
      />
      <div className="flex flex-col gap-5">
        {checking ? <Verification /> : null}
        <Card padded={false}>
          <div className="flex flex-wrap gap-3 p-4">
            <div className="w-56">
              <Field label="Action">
                {(ids) => <Select {...ids} value={get("action")} options={KINDS} onChange={(action) => narrow({ action })} />}
              </Field>
            </div>
            <div className="min-w-0 flex-1">
              <Field label="Subject">
                {(ids) => (
                  <input
                    {...ids}
                    className="control"
                    placeholder="An id, e.g. mv_…"
                    value={get("subject")}
                    onChange={(event) => narrow({ subject: event.target.value })}
                  />
                )}
              </Field>
            </div>
          </div>
          {loading ? <SkeletonRows /> : null}
          {error ? <ErrorState message={error} onRetry={reload} /> : null}
          {data && entries.length === 0 ? <EmptyState title="No entry fits" /> : null}
          {entries.length > 0 ? <EntryTable entries={entries} opened={opened} onOpen={setOpened} /> : null}
          {data ? <Pager pageInfo={data.auditLog.pageInfo} stack={after} onChange={setAfter} /> : null}
        </Card>
      </div>
    </>
  );
}

function EntryTable({
  entries,
  opened,
  onOpen,
}: {
  entries: readonly Entry[];
  opened: string | null;
  onOpen: (id: string | null) => void;
}) {
  return (
    <TableScroll label="Audit log">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col" className="num">
              Position
            </th>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">Action</th>
            <th scope="col">Subject</th>
            <th scope="col">Link</th>
            <th scope="col">
              <span className="sr-only">Details</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRows
              key={entry.id}
              entry={entry}
              isOpen={opened === entry.id}
              onToggle={() => onOpen(opened === entry.id ? null : entry.id)}
            />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function EntryRows({ entry, isOpen, onToggle }: { entry: Entry; isOpen: boolean; onToggle: () => void }) {
  return (
    <>
      <tr>
        <td className="num">{formatCount(entry.position)}</td>
        <td className="whitespace-nowrap">{formatTime(entry.createdAt)}</td>
        <td>{entry.member?.name ?? "–"}</td>
        <th scope="row">
          {auditWords(entry.action)}
          <p className="font-mono text-xs font-normal text-ink-3">{entry.action}</p>
        </th>
        <td className="font-mono text-xs">{entry.subject}</td>
        <td className="font-mono text-xs" title={entry.hash}>
          {entry.hash.slice(0, 12)}…
        </td>
        <td className="num">
          <Button size="sm" aria-expanded={isOpen} onClick={onToggle}>
            {isOpen ? "Hide" : "Show"}
            <span className="sr-only">{`position ${entry.position}`}</span>
          </Button>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={7}>
            <AuditFacts data={entry.data} hash={entry.hash} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

function Verification() {
  const { data, loading, error, reload } = useData(VerifyAuditDocument, {});
  if (loading) return <SkeletonRows rows={2} label="Verifying" />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const result = data?.verifyAuditLog;
  if (!result) return null;
  return result.ok ? (
    <Notice tone="good" title={`All ${formatCount(result.rows)} links fit.`}>
      <span className="break-all font-mono text-xs">{`Head ${result.head.position}: ${result.head.hash}`}</span>
    </Notice>
  ) : (
    <Notice tone="bad" title={`The chain breaks at position ${result.firstBad?.position ?? "?"}.`}>
      {result.firstBad?.reason}
    </Notice>
  );
}
