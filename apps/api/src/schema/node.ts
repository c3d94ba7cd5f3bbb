import { idKind } from "@plimsoll/schema";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";

const nodeTypes = {
  dataset: "Dataset",
  run: "Run",
  model: "Model",
  modelVersion: "ModelVersion",
  featureSet: "FeatureSet",
  featureSetVersion: "FeatureSetVersion",
  schedule: "Schedule",
  decisionRecord: "DecisionRecord",
  lossRegister: "LossRegister",
  lossScenario: "LossScenario",
  kri: "Kri",
} as const;
const isNodeKind = (kind: string | undefined): kind is keyof typeof nodeTypes => kind !== undefined && kind in nodeTypes;

export const Node = builder.interfaceRef<{ id: string }>("Node").implement({
  description: "Anything with an id of its own. The id is the prefixed one (`run_...`), the same everywhere.",
  resolveType: ({ id }) => {
    const kind = idKind(id);
    return isNodeKind(kind) ? nodeTypes[kind] : undefined;
  },
  fields: (t) => ({ id: t.exposeID("id") }),
});

builder.queryField("node", (t) =>
  t.field({
    type: Node,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      callerIn(context);
      const kind = idKind(id);
      const found = isNodeKind(kind) ? await context.loaders[kind].load(id) : null;
      if (!found) throw notFound();
      return found;
    },
  }),
);
