import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { Duration, durationMs } from "../duration.ts";
import { windowKind } from "./kinds/index.ts";
import type { WindowFunction } from "./kinds/kind.ts";

const ColumnName = z.string().min(1).max(256);

/** One feature: a kind of the registry with its parameters. */
export const WindowFeature = z.strictObject({
  /** What the feature is called; by default made of kind, column and window, e.g. `amount_sum_7d`. */
  name: ColumnName.nullish(),
  type: z.string().min(1),
  params: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Features over the events of the last hour, day or month of one entity, as data. The window of length w before a decision at time t
 * holds the entity's events with t - w <= time < t: one at exactly t - w is in, one at exactly t is not.
 */
export const WindowSpec = z.strictObject({
  /** Columns that say whose event it is, e.g. the card; two or more together make one entity. */
  entity: z.array(ColumnName).min(1).max(4),
  /** DATE, TIMESTAMP, or a number of milliseconds. */
  time: ColumnName,
  /** When the event became known, if later than it happened: a decision sees only what was known. Null = at its time. */
  arrival: ColumnName.nullish(),
  /** INCLUDED: the event that is decided on counts in its own windows; others of the same moment do not. */
  current: z.enum(["EXCLUDED", "INCLUDED"]).default("EXCLUDED"),
  /** How much older than the entity's newest event a decision may be and still find its whole window. */
  lateness: Duration.default("0s"),
  /** Only the entity's latest events, so many, are kept: the bound of memory for an entity that never rests. */
  maxEvents: z.int().min(1).max(1_000_000).default(10_000),
  features: z.array(WindowFeature).min(1).max(1000),
});
export type WindowSpec = z.infer<typeof WindowSpec>;
export type WindowSpecInput = z.input<typeof WindowSpec>;

export interface CompiledFeature {
  name: string;
  unit: string;
  run: WindowFunction;
}

/** A spec with its kinds opened, and what they need. */
export interface CompiledWindows {
  spec: WindowSpec;
  features: CompiledFeature[];
  /** The different window lengths, the longest last. */
  windows: { text: string; ms: number }[];
  longestMs: number;
  /** What is kept behind the newest event: the longest window and the lateness. */
  horizonMs: number;
  numbers: Map<string, { min: number; max: number }>;
  categories: string[];
  /** Columns whose cells of the decision itself are read. */
  own: Set<string>;
}

/** @throws AppError INVALID_INPUT for a spec, a kind or parameters that are not valid, and for two features of one name. */
export function compileWindows(input: WindowSpecInput): CompiledWindows {
  const parsed = WindowSpec.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = (issue?.path ?? []).map(String);
    throw invalid(path, `Window features: '${path.join(".")}' is not valid: ${issue?.message ?? "unknown"}`);
  }
  const spec = parsed.data;
  const compiled: CompiledWindows = {
    spec,
    features: [],
    windows: [],
    longestMs: 0,
    horizonMs: 0,
    numbers: new Map(),
    categories: [],
    own: new Set(),
  };
  const lengths = new Map<string, number>();
  const categories = new Set<string>();
  const names = new Set<string>();
  spec.features.forEach((feature, index) => {
    const kind = windowKind(feature.type);
    const { params } = feature;
    const name = feature.name ?? kind.label(params);
    if (names.has(name))
      throw invalid(["features", String(index), "name"], `Two window features are called '${name}'. Give one of them another name.`);
    names.add(name);
    const reads = kind.reads(params);
    for (const { column, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } of reads.numbers ?? []) {
      const known = compiled.numbers.get(column);
      compiled.numbers.set(column, { min: Math.max(min, known?.min ?? min), max: Math.min(max, known?.max ?? max) });
      if (spec.current === "INCLUDED") compiled.own.add(column);
    }
    for (const column of reads.categories ?? []) {
      categories.add(column);
      if (spec.current === "INCLUDED") compiled.own.add(column);
    }
    for (const column of reads.own ?? []) compiled.own.add(column);
    for (const text of kind.windows(params)) lengths.set(text, durationMs(text));
    compiled.features.push({ name, unit: kind.unit, run: kind.open(params) });
  });
  compiled.categories = [...categories];
  compiled.windows = [...lengths].map(([text, ms]) => ({ text, ms })).sort((a, b) => a.ms - b.ms);
  compiled.longestMs = compiled.windows.at(-1)?.ms ?? 0;
  compiled.horizonMs = compiled.longestMs + durationMs(spec.lateness);
  return compiled;
}

const invalid = (path: string[], message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path });
