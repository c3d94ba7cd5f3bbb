/** Features of one row, as the columns of a table: [n + 1] each, NaN where a row's past is too short. */
export type FeatureColumns = readonly Float64Array[];

/** Mean and deviation of each feature over the rows that a network is trained on; a constant feature has deviation one. */
export interface FeatureScale {
  means: number[];
  deviations: number[];
}

/** @param rows the training rows. */
export function featureScale(columns: FeatureColumns, rows: readonly number[]): FeatureScale {
  const means = columns.map((values) => rows.reduce((sum, row) => sum + (values[row] as number) / rows.length, 0));
  const deviations = columns.map((values, k) => {
    const square = rows.reduce((sum, row) => sum + ((values[row] as number) - (means[k] as number)) ** 2 / rows.length, 0);
    return square > 1e-20 ? Math.sqrt(square) : 1;
  });
  return { means, deviations };
}

/** Values beyond this many deviations count as that many: one wild day must not decide a step of training. */
const CLIP = 8;

/** Rows for a network, [rows, nSteps, features] row-major: the features of the row and of the nSteps - 1 rows before it, oldest first. */
export function scaledRows(
  columns: FeatureColumns,
  rows: readonly number[],
  nSteps: number,
  { means, deviations }: FeatureScale,
): Float32Array {
  const nFeatures = columns.length;
  const x = new Float32Array(rows.length * nSteps * nFeatures);
  let at = 0;
  for (const row of rows) {
    for (let step = nSteps - 1; step >= 0; step--) {
      columns.forEach((values, k) => {
        const scaled = ((values[row - step] as number) - (means[k] as number)) / (deviations[k] as number);
        x[at++] = Math.min(Math.max(scaled, -CLIP), CLIP);
      });
    }
  }
  return x;
}
