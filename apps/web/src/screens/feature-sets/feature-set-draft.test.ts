import { expect, test } from "vitest";
import type { StageKindsQuery } from "../../generated/graphql.ts";
import { draftOfDefinition, newFeatureSet, readFeatureSet, type StoredDefinition, suggestSources } from "./feature-set-draft.ts";
import type { StageContext, StageEditor } from "./stages/stage-editor.ts";

const kinds: StageKindsQuery = {
  featureStages: [],
  windowKinds: [],
  marketIndicatorKinds: [],
  financialIndicators: [],
  statementItems: [],
};
const context: StageContext = { spine: null, others: [], kinds };
const Form = () => null;
const editorOf = (type: string): StageEditor => ({
  type,
  empty: () => ({}),
  open: (spec) => spec,
  read(draft) {
    const problems: Record<string, string> = "bad" in (draft as object) ? { bad: "no" } : {};
    return { spec: draft as Record<string, unknown>, problems };
  },
  Form,
});
const column = (name: string) => ({ name, type: "STRING" as const });
const stored: StoredDefinition = {
  spine: "loans",
  tables: [
    { name: "loans", time: "at", columns: [column("card"), column("at")] },
    { name: "payments", columns: [column("card"), column("paid")] },
  ],
  stages: [{ type: "windows", spec: { table: "payments" } }],
};

test("a stored definition opens with its data sets and is sent again as it was", () => {
  const sources = suggestSources(
    stored,
    [{ name: "loans", dataset: { id: "ds_1" } }],
    [
      { id: "ds_3", columns: [column("card")] },
      { id: "ds_2", columns: [column("card"), column("paid"), column("more")] },
    ],
  );
  expect(sources).toEqual({ loans: "ds_1", payments: "ds_2" });
  const draft = draftOfDefinition("Cards", "", stored, sources, context, editorOf, []);
  expect(readFeatureSet(draft, context, editorOf, [])).toEqual({
    definition: {
      tables: [
        { name: "loans", datasetId: "ds_1", time: "at" },
        { name: "payments", datasetId: "ds_2" },
      ],
      spine: "loans",
      stages: stored.stages,
    },
    input: expect.objectContaining({ name: "Cards", spine: "loans" }),
    problems: {},
  });
});

test("what a new set lacks is told at the path that the API would name", () => {
  const draft = { ...newFeatureSet(), stages: [{ key: "k", type: "join", draft: { bad: 1 } }] };
  const renamed = { ...draft, tables: draft.tables.map((table) => ({ ...table, name: "My table" })) };
  expect(Object.keys(readFeatureSet(renamed, context, editorOf, []).problems)).toEqual([
    "name",
    "tables.0.name",
    "tables.0.datasetId",
    "stages.0.spec.bad",
  ]);
});
