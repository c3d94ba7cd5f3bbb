import { type ActionMapAxis, ActionMapRequest, type ActionMapResponse } from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { parseInput } from "../mutation.ts";
import { policyVersion } from "./model.ts";

const Axis = builder.objectRef<ActionMapAxis>("ActionMapAxis").implement({
  description: "Numbers, or levels of text.",
  fields: (t) => ({
    name: t.exposeString("name"),
    numbers: t.floatList({ nullable: true, resolve: ({ values }) => (values.every((value) => typeof value === "number") ? values : null) }),
    levels: t.stringList({ nullable: true, resolve: ({ values }) => (values.every((value) => typeof value === "string") ? values : null) }),
  }),
});

const ActionMap = builder.objectRef<ActionMapResponse>("ActionMap").implement({
  description: "What a policy likes most over two of the columns it reads, the others at their usual values; limits left aside.",
  fields: (t) => ({
    actionNames: t.exposeStringList("actionNames"),
    x: t.expose("x", { type: Axis }),
    y: t.expose("y", { type: Axis }),
    action: t.field({ type: t.listRef(t.listRef("Int")), description: "[y][x] place in `actionNames`.", resolve: ({ action }) => action }),
    chance: t.field({ type: t.listRef(t.listRef("Float")), description: "[y][x] its chance.", resolve: ({ chance }) => chance }),
  }),
});

builder.queryField("policyActionMap", (t) =>
  t.field({
    type: ActionMap,
    nullable: true,
    description: "What a policy does over two columns; see `modelVersion.policy.axes`.",
    authScopes: access.read,
    complexity: 50,
    args: {
      modelVersionId: t.arg.id({ required: true }),
      x: t.arg.string({ required: true }),
      y: t.arg.string({ required: true }),
      cells: t.arg.int(),
    },
    resolve: async (_root, { modelVersionId, x, y, cells }, context) => {
      const { workspaceId } = callerIn(context);
      await policyVersion(context, modelVersionId);
      return context.services.scorer.actionMap(
        parseInput(ActionMapRequest, { workspaceId, modelVersionId, x, y, cells: cells ?? undefined }),
      );
    },
  }),
);
