import { AppError } from "@plimsoll/schema";
import type { z } from "zod";
import type { EntityDecisions, EntityEvents } from "../entity-events.ts";

/** A number column of the events and what its cells must lie between. */
export interface NumberRead {
  column: string;
  min?: number;
  max?: number;
}

/** What a feature reads. */
export interface WindowReads {
  /** Number columns of the events. INTEGER, FLOAT or BOOLEAN. */
  numbers?: readonly NumberRead[];
  /** Columns of the events whose cells are only compared. Any type. */
  categories?: readonly string[];
  /** Columns of those two lists whose cell of the decision itself is read, even where its event does not count. */
  own?: readonly string[];
}

export type WindowFunction = (events: EntityEvents, decisions: EntityDecisions, out: Float64Array) => void;

/**
 * One kind of feature over an entity's past. `open` returns the function that fills out[d] for each decision of one entity, from the
 * events of the window's stretch alone. The result must depend on the set of those events only: neither on the order of events of
 * one moment nor on other events. NaN = the feature is missing.
 */
export interface WindowKind<Params = unknown> {
  name: string;
  title: string;
  description: string;
  params: z.ZodType<Params>;
  /** Of the result, e.g. `km/h`; "column" = that of the column. */
  unit: string;
  /** The feature's name when the user gives none. */
  label(params: Params): string;
  reads(params: Params): WindowReads;
  /** Lengths of the windows it looks at. */
  windows(params: Params): readonly string[];
  open(params: Params): WindowFunction;
}

/** A kind with its parameters' type erased at one place, so that a registry can hold all of them. */
export interface AnyWindowKind extends Omit<WindowKind, "params" | "label" | "reads" | "windows" | "open"> {
  params: z.ZodType;
  label(params: unknown): string;
  reads(params: unknown): WindowReads;
  windows(params: unknown): readonly string[];
  open(params: unknown): WindowFunction;
}

export function defineWindowKind<Params>(kind: WindowKind<Params>): AnyWindowKind {
  const parse = (params: unknown): Params => {
    const result = kind.params.safeParse(params);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const where = issue?.path.length ? `Parameter '${issue.path.join(".")}'` : "A parameter";
    throw new AppError("INVALID_INPUT", "input", `${where} of window feature '${kind.name}' is not valid: ${issue?.message ?? "unknown"}`, {
      path: ["features", kind.name, ...(issue?.path ?? []).map(String)],
    });
  };
  return {
    ...kind,
    label: (params) => kind.label(parse(params)),
    reads: (params) => kind.reads(parse(params)),
    windows: (params) => kind.windows(parse(params)),
    open: (params) => kind.open(parse(params)),
  };
}
