import type { ColumnType, Task } from "@plimsoll/schema";
import type { z } from "zod";
import type { Column } from "../table.ts";
import {
  defineTableTransform,
  type Json,
  type JsonObject,
  type PlanContext,
  type PlannedColumn,
  refused,
  type StepContext,
  type Transform,
} from "./transform.ts";

/** What a selection thinks of one column. */
export interface Verdict {
  column: string;
  /** The figure that it is judged by; null where there is none. */
  value: number | null;
  kept: boolean;
  /** Why it goes, in words. */
  reason: string | null;
  [key: string]: Json;
}

interface Selection<Params> {
  name: string;
  title: string;
  description: string;
  params: z.ZodType<Params>;
  accepts: readonly ColumnType[];
  selects?: readonly ColumnType[];
  supervised?: readonly Task[];
  example?: JsonObject;
  watches?(params: Params): readonly string[];
  /** Refuses a run that it cannot judge for. */
  check?(params: Params, context: PlanContext): void;
  /** One verdict for each input, in their order. */
  judge(inputs: readonly Column[], params: Params, context: StepContext): Verdict[];
}

/**
 * A step that leaves columns out and changes none. What it leaves out need not be given to the model any more; the verdicts are shown with
 * the version. It never leaves out all of its columns: that is an error.
 */
export function defineSelection<Params>(selection: Selection<Params>): Transform {
  const { judge, check, ...described } = selection;
  return defineTableTransform<Params, { verdicts: Verdict[] }>({
    ...described,
    effect: "replace",
    missing: "KEEPS",
    passes: true,
    fit: (inputs, params, context) => {
      const verdicts = judge(inputs, params, context);
      if (!verdicts.some(({ kept }) => kept)) {
        const shown = verdicts.slice(0, 5).map(({ column, reason }) => `'${column}' (${reason})`);
        throw refused(`It would leave none of its ${verdicts.length} columns: ${shown.join(", ")}. Loosen it, or take it out.`);
      }
      return { verdicts };
    },
    summary: ({ verdicts }) => ({
      kept: verdicts.filter(({ kept }) => kept).map(({ column, value }) => ({ column, value })),
      leftOut: verdicts.filter(({ kept }) => !kept).map(({ column, value, reason }) => ({ column, value, reason })),
    }),
    plan: (inputs, params, context) => {
      check?.(params, context);
      return inputs.map(({ name, type }, at): PlannedColumn => ({ name, type, from: [at] }));
    },
    outputs: (inputs, _params, { verdicts }) =>
      verdicts.flatMap(({ kept }, at): PlannedColumn[] => {
        const input = inputs[at];
        return kept && input ? [{ name: input.name, type: input.type, from: [at] }] : [];
      }),
    open: (_params, { verdicts }) => {
      const kept = verdicts.flatMap((verdict, at) => (verdict.kept ? [at] : []));
      return (inputs) => kept.map((at) => inputs[at] as Column);
    },
  });
}
