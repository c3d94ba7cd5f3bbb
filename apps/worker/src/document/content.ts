/** What a document is made of: both renderers show every block, so that HTML and PDF say the same. */
export type Block =
  | { kind: "text"; text: string }
  /** What is missing, or asks for attention. */
  | { kind: "note"; text: string }
  | { kind: "facts"; facts: readonly (readonly [term: string, value: string])[] }
  | { kind: "list"; items: readonly string[] }
  | { kind: "table"; title: string; columns: readonly string[]; rows: readonly (readonly string[])[]; numeric?: readonly boolean[] }
  | { kind: "figure"; title: string; svg: string };

/** Points of the rules that a section answers to. */
export interface Answers {
  /** SR 26-2 (2026), by topic. */
  sr262: readonly string[];
  /** SS1/23, by principle. */
  ss123: readonly string[];
  /** Annex IV of Regulation (EU) 2024/1689, by point. */
  annexIv: readonly string[];
}

export interface Section {
  id: string;
  title: string;
  answers: Answers;
  blocks: readonly Block[];
}

export interface ModelDocument {
  title: string;
  subtitle: string;
  /** When the facts were read. ISO 8601. */
  madeAt: string;
  sections: readonly Section[];
}
