"use client";
import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import type { ModelEventType, ModelGovernanceQuery, RollbackMutation } from "@/generated/graphql.ts";
import { ModelGovernanceDocument, RollbackDocument } from "@/graphql/governance.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime, formatValue } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { InventoryDialog } from "./InventoryDialog.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { versionHref } from "./version-href.ts";

type Event = NonNullable<ModelGovernanceQuery["model"]>["events"]["edges"][number]["node"];

/** Who answers for a model, and everything that happened to it. */
export function ModelHistory({ name, hasChampion, onChange }: { name: string; hasChampion: boolean; onChange: () => void }) {
  const [after, setAfter] = useState<string[]>([]);
  const [editing, setEditing] = useState(false);
  const { data, loading, error, reload } = useData(ModelGovernanceDocument, { name, after: after.at(-1) ?? null });
  const model = data?.model;
  if (loading) return <SkeletonRows />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  if (!model) return null;
  const { inventory } = model;
  const changed = () => {
    reload();
    onChange();
  };
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <Card
        title="Inventory"
        description="Who answers for it, what it is for, how much hangs on it."
        actions={
          <Button size="sm" onClick={() => setEditing(true)}>
            {inventory ? "Edit" : "Fill in"}
          </Button>
        }
      >
        {inventory ? (
          <DefinitionList
            items={[
              { term: "Owner", value: inventory.owner },
              { term: "Tier", value: inventory.tier },
              { term: "Purpose", value: inventory.purpose },
              { term: "Exposure", value: `${formatValue(inventory.exposure.amount)} ${inventory.exposure.currency}` },
              { term: "Intended use", value: inventory.intendedUse },
              { term: "Limits", value: inventory.limits },
              { term: "Class", value: inventory.regulatoryClass.toLowerCase().replaceAll("_", " ") },
            ]}
          />
        ) : (
          <EmptyState title="Not filled in yet" />
        )}
      </Card>
      <Card
        title="History"
        description="Newest first."
        padded={false}
        actions={hasChampion ? <RollbackButton name={name} onRolledBack={changed} /> : null}
      >
        <ol className="divide-y divide-line">
          {model.events.edges.map(({ node }) => (
            <EventLine key={node.id} event={node} modelName={name} />
          ))}
        </ol>
        <Pager pageInfo={model.events.pageInfo} stack={after} onChange={setAfter} />
      </Card>
      {editing ? <InventoryDialog model={model} onClose={() => setEditing(false)} onSaved={changed} /> : null}
    </div>
  );
}

const WORDS: Record<ModelEventType, (event: Event) => string> = {
  REGISTERED: () => "registered",
  STATUS_CHANGED: ({ data }) => `${String(data.from).toLowerCase()} to ${String(data.to).toLowerCase()}`,
  ALIAS_MOVED: ({ alias, data }) => (data.action === "model_version.rollback" ? `${alias} again, rolled back` : `made ${alias}`),
  ALIAS_REMOVED: ({ alias }) => `no longer ${alias}`,
  INVENTORY_CHANGED: () => "inventory changed",
  FINDING_OPENED: ({ data }) => `finding opened: ${String(data.title)}`,
  FINDING_CLOSED: ({ data }) => `finding ${String(data.status).toLowerCase()}`,
  WAIVER_SIGNED: () => "waiver signed",
  KILL_SWITCH: ({ data }) => (data.on === true ? "policy switched off" : "policy switched on again"),
};

function EventLine({ event, modelName }: { event: Event; modelName: string }) {
  const reason = typeof event.data.reason === "string" ? event.data.reason : null;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2">
      <span className="whitespace-nowrap text-sm text-ink-3">{formatTime(event.createdAt)}</span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {event.modelVersion ? (
          <Link className="row-link" href={versionHref({ model: { name: modelName }, version: event.modelVersion.version })}>
            {`v${event.modelVersion.version}`}
          </Link>
        ) : null}{" "}
        {WORDS[event.type](event)}
        {event.member ? <span className="text-ink-2">{` by ${event.member.name}`}</span> : null}
      </span>
      {reason ? <span className="w-full text-sm text-ink-2 [overflow-wrap:anywhere]">“{reason}”</span> : null}
    </li>
  );
}

const pickRolledBack = (data: RollbackMutation) => data.rollbackModel;

function RollbackButton({ name, onRolledBack }: { name: string; onRolledBack: () => void }) {
  const [open, setOpen] = useState(false);
  const [send, busy] = useAction(RollbackDocument, pickRolledBack);
  const submit = async (reason: string) => {
    const outcome = await send({ input: { modelName: name, reason } });
    if (!outcome.ok) return outcome.problem;
    toast.success(`${name} is back at version ${outcome.value.modelVersion.version}.`);
    onRolledBack();
    return null;
  };
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Undo2 aria-hidden="true" className="size-4" />
        Roll back
      </Button>
      {open ? (
        <ReasonDialog
          title={`Roll ${name} back`}
          description="champion points again at the version it named before. Clients that score by alias follow at once."
          action="Roll back"
          tone="danger"
          busy={busy}
          onSubmit={submit}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
