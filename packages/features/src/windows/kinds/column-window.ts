import { z } from "zod";
import { ColumnParam } from "../../column-param.ts";
import { WindowLength } from "../../duration.ts";

/** Parameters of every kind that reads one number column over one window. */
export const ColumnWindow = z.strictObject({ column: ColumnParam, window: WindowLength });
export type ColumnWindow = z.infer<typeof ColumnWindow>;

/** What those kinds declare alike. @param word names the figure in the feature's name. */
export const columnWindow = (word: string) => ({
  label: ({ column, window }: ColumnWindow): string => `${column}_${word}_${window}`,
  reads: ({ column }: ColumnWindow) => ({ numbers: [{ column }] }),
  windows: ({ window }: ColumnWindow): readonly string[] => [window],
});
