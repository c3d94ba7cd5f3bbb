"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { KriStatus, KrisQuery } from "@/generated/graphql.ts";
import { KrisDocument } from "@/graphql/risk/indicators.ts";
import { useData } from "@/graphql/use-data.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { EmptyState, ErrorState, SkeletonCards } from "@/ui/states.tsx";
import { RiskRuns } from "../RiskRuns.tsx";
import { IndicatorCard } from "./IndicatorCard.tsx";
import { IndicatorDialog } from "./IndicatorDialog.tsx";
import { RecordDialog } from "./RecordDialog.tsx";
import { useTaxonomy } from "./taxonomy.ts";

export type Indicator = KrisQuery["kris"][number];

const ORDER: Record<KriStatus | "NONE", number> = { RED: 0, AMBER: 1, GREEN: 2, NONE: 3 };

/** Every indicator with its thresholds, the red ones first. */
export function IndicatorBoard() {
  const { data, loading, error, reload } = useData(KrisDocument, {});
  const taxonomy = useTaxonomy();
  const [edited, setEdited] = useState<Indicator | "NEW" | null>(null);
  const [recorded, setRecorded] = useState<Indicator | null>(null);
  if (error) return <ErrorState message={error} onRetry={reload} />;
  if (loading || !data) return <SkeletonCards />;
  const indicators = data.kris.toSorted((a, b) => ORDER[a.assessment?.status ?? "NONE"] - ORDER[b.assessment?.status ?? "NONE"]);
  const count = (status: KriStatus): number => indicators.filter(({ assessment }) => assessment?.status === status).length;
  const add = (
    <Button tone="primary" onClick={() => setEdited("NEW")}>
      <Plus aria-hidden="true" className="size-4" />
      New indicator
    </Button>
  );
  return (
    <div className="flex flex-col gap-5">
      {indicators.length === 0 ? (
        <EmptyState title="No indicator yet" action={add}>
          Failed settlements, staff turnover, patches overdue: what is watched so that a loss is seen coming.
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-start justify-between gap-3">
            <div className="min-w-0 flex-1">
              <Facts
                facts={[
                  { label: "Red", value: count("RED"), note: "somebody must act" },
                  { label: "Amber", value: count("AMBER"), note: "watched" },
                  { label: "Green", value: count("GREEN") },
                  {
                    label: "Stale",
                    value: indicators.filter(({ assessment }) => assessment === null || assessment?.isStale).length,
                    note: "too old to say anything, or no value yet",
                  },
                ]}
              />
            </div>
            <div className="flex gap-2">
              <ButtonLink href="/risk/operational/indicators/import">Import values</ButtonLink>
              {add}
            </div>
          </div>
          <div className="grid gap-5 xl:grid-cols-2">
            {indicators.map((indicator) => (
              <IndicatorCard
                key={indicator.id}
                indicator={indicator}
                category={[
                  indicator.eventType ? taxonomy.eventType(indicator.eventType) : "",
                  indicator.businessLine ? taxonomy.businessLine(indicator.businessLine) : "",
                ]
                  .filter(Boolean)
                  .join(", ")}
                onEdit={() => setEdited(indicator)}
                onRecord={() => setRecorded(indicator)}
              />
            ))}
          </div>
        </>
      )}
      <RiskRuns
        title="Imports"
        kind="OPERATIONAL"
        jobs={["kri.import"]}
        words={(input) =>
          typeof input.nameColumn === "string" ? `each row names its indicator, in ${input.nameColumn}` : "values of one indicator"
        }
        empty="An import records a file of values and lists the rows it refused."
      />
      {edited ? (
        <IndicatorDialog
          indicator={edited === "NEW" ? null : edited}
          taxonomy={taxonomy}
          onClose={() => setEdited(null)}
          onSaved={reload}
        />
      ) : null}
      {recorded ? <RecordDialog indicator={recorded} onClose={() => setRecorded(null)} onSaved={reload} /> : null}
    </div>
  );
}
