"use client";
import { cx } from "@/lib/cx.ts";
import { Card } from "@/ui/Card.tsx";
import { Notice } from "@/ui/states.tsx";

interface PositionFieldsProps {
  assets: readonly string[];
  positions: Record<string, string>;
  onChange: (positions: Record<string, string>) => void;
  errorAt: (path: string) => string | null;
}

/** Today's holdings: the series is their daily profit and loss over the history. */
export function PositionFields({ assets, positions, onChange, errorAt }: PositionFieldsProps) {
  const error = errorAt("series.positions");
  return (
    <Card
      title="Positions"
      description="Market value of each asset in account currency, such as 250000; -50000 is short, empty is not held. VaR and ES are in that currency."
    >
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="grid max-h-96 grid-cols-2 gap-x-4 gap-y-2 overflow-y-auto p-0.5 sm:grid-cols-3 lg:grid-cols-4">
        {assets.map((asset) => {
          const problem = errorAt(`series.positions.${asset}`);
          return (
            <label key={asset} className="flex min-w-0 flex-col gap-1 text-sm">
              <span className="truncate font-semibold" title={asset}>
                {asset}
              </span>
              <input
                className={cx("control text-right", problem ? "border-bad" : "")}
                inputMode="decimal"
                aria-label={`Position in ${asset}`}
                aria-invalid={problem ? true : undefined}
                value={positions[asset] ?? ""}
                onChange={(event) => onChange({ ...positions, [asset]: event.target.value })}
              />
              {problem ? <span className="text-xs font-medium text-bad">{problem}</span> : null}
            </label>
          );
        })}
      </div>
    </Card>
  );
}
