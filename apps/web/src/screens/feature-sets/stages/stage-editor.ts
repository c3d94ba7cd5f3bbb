import type { ComponentType } from "react";
import type { ColumnType, StageKindsQuery } from "@/generated/graphql.ts";

export interface TableColumn {
  name: string;
  type: ColumnType;
}

/** A table of the set as the stages see it. */
export interface StageTable {
  name: string;
  time: string;
  columns: readonly TableColumn[];
}

/** What a stage's form may offer. */
export interface StageContext {
  spine: StageTable | null;
  /** The other tables. */
  others: readonly StageTable[];
  kinds: StageKindsQuery;
}

export interface ReadStage {
  spec: Record<string, unknown>;
  /** By the path within the spec. */
  problems: Record<string, string>;
}

export interface StageFormProps<Draft> {
  draft: Draft;
  onChange: (draft: Draft) => void;
  context: StageContext;
  /** By the path within the spec. */
  errorAt: (path: string) => string | null;
}

/** How one kind of stage is written: a draft that holds half-typed text, its form, and what goes to the API. */
export interface StageEditor<Draft = unknown> {
  type: string;
  empty: (context: StageContext) => Draft;
  /** A stored spec as a draft. */
  open: (spec: Record<string, unknown>, context: StageContext) => Draft;
  read: (draft: Draft, context: StageContext) => ReadStage;
  Form: ComponentType<StageFormProps<Draft>>;
}

/** An editor with its draft's type erased at one place, so that a registry can hold all of them. */
export const defineStageEditor = <Draft>(editor: StageEditor<Draft>): StageEditor => editor as unknown as StageEditor;

export const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
export const namesOf = (columns: readonly TableColumn[] | undefined): string[] => (columns ?? []).map(({ name }) => name);

/** Those that are text or numbers to look at: an empty text or list is left out, so that the API's default holds. */
export function withoutEmpty(spec: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(spec).filter(([, value]) => value !== "" && value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );
}
