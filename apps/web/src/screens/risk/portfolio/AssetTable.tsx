"use client";
import { Card } from "@/ui/Card.tsx";
import { Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { type AssetDraft, NO_ASSET } from "./draft.ts";
import type { PortfolioSection } from "./section.ts";

type AssetField = keyof AssetDraft;

/** One row an asset: what is held of it and how much of it is allowed. */
export function AssetTable({ draft, change, errorAt }: PortfolioSection) {
  const { asks, series, assets } = draft;
  const weights = asks.allocation || asks.walkForward;
  const columns: { field: AssetField; label: string }[] = [
    ...(asks.book ? [{ field: "position" as const, label: "Position, amount" }] : []),
    ...(weights
      ? [
          { field: "held" as const, label: "Weight held" },
          { field: "lower" as const, label: "Least weight" },
          { field: "upper" as const, label: "Largest weight" },
        ]
      : []),
  ];
  const set = (asset: string, field: AssetField, value: string) =>
    change({ assets: { ...assets, [asset]: { ...(assets[asset] ?? NO_ASSET), [field]: value } } });
  const error = errorAt("book.positions") ?? errorAt("held");
  return (
    <Card title="Assets" description="Empty cells: no position, nothing held, the general bounds." padded={false}>
      {error ? (
        <div className="px-4 pb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="max-h-[32rem] overflow-y-auto">
        <TableScroll label="Assets of the run">
          <table className="data-table">
            <thead className="sticky top-0 z-10 bg-surface">
              <tr>
                <th scope="col">Asset</th>
                {columns.map(({ field, label }) => (
                  <th key={field} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {series.columns.map((asset) => (
                <tr key={asset}>
                  <th scope="row">{asset}</th>
                  {columns.map(({ field, label }) => {
                    const problem = errorAt(`assets.${asset}.${field}`);
                    return (
                      <td key={field}>
                        <input
                          className="control min-w-24 text-right"
                          inputMode="decimal"
                          aria-label={`${label} of ${asset}`}
                          aria-invalid={problem ? true : undefined}
                          value={assets[asset]?.[field] ?? ""}
                          onChange={(event) => set(asset, field, event.target.value)}
                        />
                        {problem ? <span className="block text-xs text-bad">{problem}</span> : null}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}
