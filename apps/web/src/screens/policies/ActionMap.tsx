"use client";
import { useState } from "react";
import { HeatMap } from "@/charts/HeatMap.tsx";
import type { PolicyActionMapQuery } from "@/generated/graphql.ts";
import { PolicyActionMapDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatPercent, formatValue } from "@/lib/format.ts";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";

interface ActionMapProps {
  modelVersionId: string;
  /** Two or more. */
  axes: readonly { name: string }[];
}

type Axis = NonNullable<PolicyActionMapQuery["policyActionMap"]>["x"];
const namesOf = ({ numbers, levels }: Axis): string[] => levels ?? (numbers ?? []).map((value) => formatValue(value));

/** What a policy likes most over two of the columns it reads. */
export function ActionMap({ modelVersionId, axes }: ActionMapProps) {
  const [x, setX] = useState(axes[0]?.name ?? "");
  const [y, setY] = useState(axes[1]?.name ?? "");
  const isPair = x !== "" && y !== "" && x !== y;
  const { data, loading, error, reload } = useData(PolicyActionMapDocument, { modelVersionId, x, y, cells: 24 }, { pause: !isPair });
  const options = axes.map(({ name }) => ({ value: name, label: name }));
  const map = data?.policyActionMap;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="grid max-w-xl grid-cols-2 gap-3">
        <Field label="Across">{(ids) => <Select {...ids} value={x} options={options} onChange={setX} />}</Field>
        <Field label="Upwards" error={isPair ? null : "Choose another column."}>
          {(ids) => <Select {...ids} value={y} options={options} onChange={setY} />}
        </Field>
      </div>
      {loading && isPair ? <SkeletonRows rows={6} /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {map ? (
        <HeatMap
          title="Action map"
          summary={`The likeliest action over ${map.x.name} and ${map.y.name}, all other columns at their usual values, before limits.`}
          fileName="action-map"
          columns={{ name: map.x.name, names: namesOf(map.x) }}
          rows={{ name: map.y.name, names: namesOf(map.y).toReversed() }}
          values={map.action.toReversed()}
          words={map.action
            .map((row, r) => row.map((action, c) => `${map.actionNames[action]} (${formatPercent(map.chance[r]?.[c], 0)})`))
            .toReversed()}
          categories={map.actionNames}
          height={420}
        />
      ) : null}
    </div>
  );
}
