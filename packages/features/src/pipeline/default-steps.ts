import type { PipelineStep, SequenceSpec } from "@plimsoll/schema";
import type { Frame, FrameColumn } from "./frame.ts";
import { stepPlaces } from "./units.ts";

/**
 * What makes the columns of a frame into numbers without gaps. Columns that no step has touched: numbers get an indicator where the training
 * rows had missing cells, the median and standard scaling; dates the same after their days; BOOLEAN an indicator and the most frequent value;
 * text one-hot of 64 levels, other and missing. Columns that a step has touched get only what they lack.
 */
export function defaultSteps(frame: Frame, sequence: SequenceSpec | null): PipelineStep[] {
  const places = stepPlaces(sequence);
  const groupOf = ({ sources }: FrameColumn): number => (sources.length === 1 ? (places.get(sources[0] ?? "")?.group ?? -1) : -1);
  // The columns of a sequence group are treated alike: as truth values only where all of them are.
  const numericGroups = new Set(frame.filter(({ type }) => type !== "BOOLEAN").map(groupOf));
  const open = frame.filter((column) => !column.family && (!column.filled || column.type === "STRING" || isDate(column)));
  const texts = open.filter(({ type }) => type === "STRING");
  const gaps = open.filter(({ type, filled }) => type !== "STRING" && !filled);
  const isTruth = (column: FrameColumn): boolean =>
    column.type === "BOOLEAN" && (groupOf(column) === -1 || !numericGroups.has(groupOf(column)));
  const numbers = gaps.filter((column) => !isTruth(column));
  const scaled = open.filter((column) => column.type !== "STRING" && !isTruth(column) && (!column.touched || isDate(column)));
  const step = (type: string, columns: readonly FrameColumn[], params: PipelineStep["params"] = {}): PipelineStep[] =>
    columns.length > 0 ? [{ type, params, columns: columns.map(({ name }) => name) }] : [];
  return [
    ...step("one-hot", texts, { maxLevels: 64 }),
    ...step("date-to-number", open.filter(isDate)),
    ...step("missing-indicator", gaps, { when: "SEEN" }),
    ...step("impute-mode", gaps.filter(isTruth)),
    ...step("impute-median", numbers),
    ...step("standard-scale", scaled),
  ];
}

const isDate = ({ type }: FrameColumn): boolean => type === "DATE" || type === "TIMESTAMP";
