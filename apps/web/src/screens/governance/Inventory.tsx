"use client";
import Link from "next/link";
import { useState } from "react";
import type { InventoryQuery } from "@/generated/graphql.ts";
import { InventoryDocument } from "@/graphql/governance.ts";
import { useData } from "@/graphql/use-data.ts";
import { toCsv } from "@/lib/csv.ts";
import { formatValue } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { InventoryDialog } from "./InventoryDialog.tsx";

type InventoriedModel = InventoryQuery["models"]["edges"][number]["node"];

const FILTERS = [
  { value: "", label: "All models" },
  { value: "1", label: "Tier 1" },
  { value: "2", label: "Tier 2" },
  { value: "3", label: "Tier 3" },
  { value: "missing", label: "Not filled in" },
];

export function Inventory() {
  const [after, setAfter] = useState<string[]>([]);
  const [get, set] = useUrlState();
  const [editing, setEditing] = useState<InventoriedModel | null>(null);
  const { data, loading, error, reload } = useData(InventoryDocument, { first: 100, after: after.at(-1) ?? null });
  const filter = get("tier");
  const all = data?.models.edges.map(({ node }) => node) ?? [];
  const models = all.filter(({ inventory }) =>
    filter === "" ? true : filter === "missing" ? !inventory : String(inventory?.tier ?? "") === filter,
  );
  return (
    <>
      <PageHeader
        title="Inventory"
        description="Who answers for each model, what it is for, and how much hangs on it."
        actions={
          <>
            <Select aria-label="Show" className="w-44" value={filter} options={FILTERS} onChange={(tier) => set({ tier })} />
            <Button disabled={models.length === 0} onClick={() => saveText("inventory.csv", "text/csv", inventoryCsv(models))}>
              CSV
            </Button>
          </>
        }
      />
      <Card padded={false}>
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data && models.length === 0 ? <EmptyState title={all.length === 0 ? "No model yet" : "No model of this kind"} /> : null}
        {models.length > 0 ? (
          <TableScroll label="Inventory">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Model</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Tier</th>
                  <th scope="col">Owner</th>
                  <th scope="col">Purpose</th>
                  <th scope="col" className="num">
                    Exposure
                  </th>
                  <th scope="col">In use</th>
                  <th scope="col">
                    <span className="sr-only">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {models.map((model) => (
                  <tr key={model.id}>
                    <th scope="row">
                      <Link className="row-link" href={`/models/${encodeURIComponent(model.name)}`}>
                        {model.name}
                      </Link>
                    </th>
                    <td>{model.kind.toLowerCase()}</td>
                    <td>{model.inventory ? model.inventory.tier : <Badge tone="warn">not filled in</Badge>}</td>
                    <td>{model.inventory?.owner ?? "–"}</td>
                    <td className="max-w-[36ch]">{model.inventory?.purpose ?? "–"}</td>
                    <td className="num whitespace-nowrap">
                      {model.inventory ? `${formatValue(model.inventory.exposure.amount)} ${model.inventory.exposure.currency}` : "–"}
                    </td>
                    <td>
                      <span className="flex flex-wrap gap-1.5">
                        {model.aliases.map(({ alias, modelVersion }) => (
                          <span key={alias} className="inline-flex items-center gap-1">
                            <AliasBadge alias={alias} />
                            <span className="text-xs text-ink-3">v{modelVersion.version}</span>
                          </span>
                        ))}
                      </span>
                    </td>
                    <td className="num">
                      <Button size="sm" aria-label={`Edit ${model.name}`} onClick={() => setEditing(model)}>
                        Edit
                      </Button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
        {data ? <Pager pageInfo={data.models.pageInfo} stack={after} onChange={setAfter} /> : null}
      </Card>
      {editing ? <InventoryDialog model={editing} onClose={() => setEditing(null)} onSaved={reload} /> : null}
    </>
  );
}

const inventoryCsv = (models: readonly InventoriedModel[]): string =>
  toCsv(
    ["model", "kind", "tier", "owner", "purpose", "exposure", "currency", "intended use", "limits", "regulatory class"],
    models.map(({ name, kind, inventory }) => [
      name,
      kind,
      inventory?.tier ?? null,
      inventory?.owner ?? null,
      inventory?.purpose ?? null,
      inventory?.exposure.amount ?? null,
      inventory?.exposure.currency ?? null,
      inventory?.intendedUse ?? null,
      inventory?.limits ?? null,
      inventory?.regulatoryClass ?? null,
    ]),
  );
