import { encodedLineage, entityCodes, getColumn } from "@plimsoll/features";
import type { BaselineRows, RawMatrix } from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import { type DataPart, flatten, type PreparedData } from "./prepare-data.ts";

/**
 * The rows of a part as a baseline may look at them. The raw view has the data set's own columns, and beside them what the pipeline made that
 * follows no single one of them (a ratio, a window); what only fills, scales or spells out a column is left to the trees themselves.
 * @param observed as for `judge`; zeros where nobody knows.
 */
export function baselineRows(spec: TrainingSpec, data: PreparedData, part: DataPart, observed: ArrayLike<number> | null): BaselineRows {
  const n = part.rows.length;
  // Kept once made: fitting and judging ask for the same view.
  let encoded: { x: Float32Array; d: number } | null = null;
  let raw: RawMatrix | null = null;
  return {
    n,
    y: observed ?? new Float32Array(n),
    encoded() {
      encoded ??= flatten(data.pipeline, part.tensor);
      return encoded;
    },
    raw() {
      raw ??= rawMatrix(data, part);
      return raw;
    },
    lagged: (lag) => laggedTarget(spec, data, part.rows, lag),
  };
}

function rawMatrix({ table, pipeline }: PreparedData, { rows, tensor }: DataPart): RawMatrix {
  const own = pipeline.columns.map(({ name }) => getColumn(table, name));
  const made = madeColumns(pipeline);
  const d = own.length + made.length;
  const x = new Float64Array(rows.length * d);
  own.forEach((column, k) => {
    rows.forEach((row, i) => {
      if (column.type === "STRING") {
        const code = column.codes[row] as number;
        x[i * d + k] = code === -1 ? Number.NaN : code;
      } else x[i * d + k] = column.values[row] as number;
    });
  });
  const width = tensor.nSteps * tensor.nFeatures;
  made.forEach(({ place }, k) => {
    for (let i = 0; i < rows.length; i++) x[i * d + own.length + k] = tensor.data[i * width + place] as number;
  });
  const categorical = own.flatMap(({ type }, k) => (type === "STRING" ? [k] : []));
  return { x, d, names: [...own, ...made].map(({ name }) => name), categorical };
}

/** Encoded columns that follow no raw column, each with its place in a row of the tensor. */
function madeColumns({ layout, nFeatures, columns, steps }: PreparedData["pipeline"]): { name: string; place: number }[] {
  const lineage = encodedLineage({ columns, steps });
  const places = new Map<string, number>();
  layout.forEach((names, t) => {
    names.forEach((name, f) => {
      if (lineage.get(name)?.source === null && !places.has(name)) places.set(name, t * nFeatures + f);
    });
  });
  return [...places].map(([name, place]) => ({ name, place }));
}

/**
 * The target `lag` rows earlier, all parts together in order of time. Of a history: of the same entity, and so many lags earlier that it was
 * known when the sample was made.
 */
function laggedTarget(
  { split, sequence }: TrainingSpec,
  { table, target, train, validation, test }: PreparedData,
  rows: Int32Array,
  lag: number,
): Float64Array {
  const out = new Float64Array(rows.length).fill(Number.NaN);
  const column = target.column === null ? null : getColumn(table, target.column);
  const time = split.timeColumn ? getColumn(table, split.timeColumn) : null;
  if (!column || column.type === "STRING" || !time || time.type === "STRING") return out;
  const history = sequence?.history;
  const reach = history ? lag * Math.max(1, Math.ceil(history.horizon / lag)) : lag;
  const entity = history && history.entity.length > 0 ? entityCodes(history.entity.map((name) => getColumn(table, name))).codes : null;
  const all = [...train.rows, ...(validation?.rows ?? []), ...test.rows];
  const codeOf = (row: number): number => (entity ? (entity[row] as number) : 0);
  all.sort((a, b) => codeOf(a) - codeOf(b) || (time.values[a] as number) - (time.values[b] as number) || a - b);
  const place = new Map(all.map((row, at) => [row, at]));
  rows.forEach((row, i) => {
    const before = all[(place.get(row) ?? 0) - reach];
    if (before !== undefined && codeOf(before) === codeOf(row)) out[i] = column.values[before] as number;
  });
  return out;
}
