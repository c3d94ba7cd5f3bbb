import type { Column, Table } from "@plimsoll/features";
import { type ActionMapAxis, type ActionMapRequest, type ActionMapResponse, AppError, type PolicyAxis } from "@plimsoll/schema";
import { discreteOf, observationsOf, type StoredPolicy } from "./stored-policy.ts";

/** What a policy does over two of the columns it reads, all others at their usual values; its limits left aside. */
export function actionMapOf(
  stored: StoredPolicy,
  { x, y, cells }: Omit<ActionMapRequest, "workspaceId" | "modelVersionId">,
): ActionMapResponse {
  const { policy } = discreteOf(stored);
  if (x === y)
    throw new AppError("INVALID_INPUT", "input", `An action map needs two different columns. Got '${x}' twice.`, { path: ["y"] });
  const [across, up] = [axisOf(stored, x, cells, "x"), axisOf(stored, y, cells, "y")];
  const [width, height] = [across.values.length, up.values.length];
  const table = gridOf(stored, width * height, (name, cell) => {
    if (name === x) return across.values[cell % width];
    return name === y ? up.values[Math.floor(cell / width)] : undefined;
  });
  const obs = observationsOf(stored, table);
  const d = policy.schema.observationNames.length;
  const best = Array.from({ length: width * height }, (_cell, at) => {
    const chances = policy.distribution(obs.subarray(at * d, (at + 1) * d), null);
    const action = chances.indexOf(Math.max(...chances));
    return { action, chance: chances[action] as number };
  });
  const rows = Array.from({ length: height }, (_row, r) => best.slice(r * width, (r + 1) * width));
  return {
    actionNames: [...policy.schema.actionNames],
    x: across,
    y: up,
    action: rows.map((row) => row.map(({ action }) => action)),
    chance: rows.map((row) => row.map(({ chance }) => chance)),
  };
}

function axisOf({ axes }: StoredPolicy, name: string, cells: number, path: string): ActionMapAxis {
  const axis: PolicyAxis | undefined = axes.find((own) => own.name === name);
  if (!axis)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `'${name}' cannot be an axis. Choose of ${axes.map((own) => own.name).join(", ") || "none: the policy's columns did not vary"}.`,
      {
        path: [path],
      },
    );
  const { low, high, levels } = axis;
  if (low === null || high === null) return { name, values: levels };
  return { name, values: Array.from({ length: cells }, (_value, k) => low + ((high - low) * k) / (cells - 1)) };
}

/** Rows of the policy's columns: what `at` says, and the usual value of every other column. */
function gridOf(
  { pipeline, columns, reference }: StoredPolicy,
  rowCount: number,
  at: (name: string, cell: number) => number | string | undefined,
): Table {
  return {
    rowCount,
    columns: columns.map(({ name, type }, c): Column => {
      const usual = pipeline ? pipeline.reference[c] : reference[c];
      const cells = Array.from({ length: rowCount }, (_cell, cell) => at(name, cell) ?? usual ?? null);
      if (type !== "STRING")
        return { name, type, values: Float64Array.from(cells, (value) => (typeof value === "number" ? value : Number.NaN)) };
      const dictionary = [...new Set(cells.filter((value) => typeof value === "string"))];
      return {
        name,
        type,
        dictionary,
        codes: Int32Array.from(cells, (value) => (typeof value === "string" ? dictionary.indexOf(value) : -1)),
      };
    }),
  };
}
