import { type FeatureStage, featureStages } from "@plimsoll/features";
import { z } from "zod";
import { access } from "../access.ts";
import { builder } from "../builder.ts";

const FeatureStageType = builder.objectRef<FeatureStage>("FeatureStage").implement({
  description: "A kind of stage that a feature set may have; `spec` is a JSON Schema.",
  fields: (t) => ({
    type: t.exposeString("type"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    spec: t.field({
      type: "JSONObject",
      resolve: ({ spec }) => z.toJSONSchema(spec, { io: "input", unrepresentable: "any" }) as Record<string, unknown>,
    }),
  }),
});

builder.queryField("featureStages", (t) =>
  t.field({ type: [FeatureStageType], authScopes: access.read, resolve: () => [...featureStages] }),
);
