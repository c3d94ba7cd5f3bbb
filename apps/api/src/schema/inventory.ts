import { ModelInventory as InventorySchema, type ModelInventory as InventoryValue } from "@plimsoll/schema";
import { models, recordModelEvent } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { ModelRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Model } from "./refs.ts";

export const RegulatoryClass = builder.enumType("RegulatoryClass", { values: InventorySchema.shape.regulatoryClass.unwrap().options });

const Exposure = builder.objectRef<InventoryValue["exposure"]>("Exposure").implement({
  description: "Money at stake under decisions that use the model.",
  fields: (t) => ({ amount: t.exposeFloat("amount"), currency: t.exposeString("currency") }),
});

export const ModelInventory = builder.objectRef<InventoryValue>("ModelInventory").implement({
  description: "What the workspace's inventory says of a model.",
  fields: (t) => ({
    owner: t.exposeString("owner", { description: "Who answers for it." }),
    purpose: t.exposeString("purpose"),
    exposure: t.expose("exposure", { type: Exposure }),
    tier: t.exposeInt("tier", { description: "1 (most material) to 3." }),
    intendedUse: t.exposeString("intendedUse"),
    limits: t.exposeString("limits"),
    regulatoryClass: t.expose("regulatoryClass", { type: RegulatoryClass }),
  }),
});

defineMutation("updateModelInventory", {
  description: "Fills in the inventory of a model. Every field is required.",
  access: access.describe,
  input: builder.inputType("UpdateModelInventoryInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      owner: t.string({ required: true }),
      purpose: t.string({ required: true }),
      exposure: t.field({
        type: builder.inputType("ExposureInput", {
          fields: (f) => ({ amount: f.float({ required: true }), currency: f.string({ required: true }) }),
        }),
        required: true,
      }),
      tier: t.int({ required: true }),
      intendedUse: t.string({ required: true }),
      limits: t.string({ required: true }),
      regulatoryClass: t.field({ type: RegulatoryClass, description: "OTHER unless given." }),
    }),
  }),
  success: builder.objectRef<{ model: ModelRecord }>("UpdateModelInventorySuccess").implement({
    fields: (t) => ({ model: t.field({ type: Model, resolve: ({ model }) => model }) }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { modelName, ...inventory } = parseInput(z.object({ modelName: z.string(), ...InventorySchema.shape }), withoutNulls(input));
    const model = await context.services.database.transaction(async (tx) => {
      const [found] = await tx.db
        .update(models)
        .set({ inventory })
        .where(and(eq(models.workspaceId, caller.workspaceId), eq(models.name, modelName)))
        .returning();
      if (!found) throw notFound(["modelName"]);
      const { workspaceId, apiKeyId: actor } = caller;
      await recordModelEvent(tx, {
        workspaceId,
        modelId: found.id,
        modelVersionId: null,
        type: "INVENTORY_CHANGED",
        data: inventory,
        actor,
      });
      await auditOf(tx, caller, "model.inventory", found.id, inventory);
      return found;
    });
    return { model };
  },
});
