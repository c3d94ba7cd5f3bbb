import type { FeatureSource } from "@plimsoll/schema";
import { builder } from "../builder.ts";
import { Dataset, FeatureSetVersion, ModelVersion } from "../refs.ts";

const DatasetSource = builder.objectRef<FeatureSource>("DatasetSource").implement({
  description: "A data set that stood for a table of a feature set.",
  fields: (t) => ({
    name: t.exposeString("name"),
    dataset: t.field({ type: Dataset, nullable: true, resolve: ({ datasetId }, _args, { loaders }) => loaders.dataset.load(datasetId) }),
  }),
});

builder.objectFields(Dataset, (t) => ({
  featureSetVersion: t.field({
    type: FeatureSetVersion,
    nullable: true,
    description: "What made it, where it was no upload.",
    resolve: ({ featureSetVersionId }, _args, { loaders }) =>
      featureSetVersionId ? loaders.featureSetVersion.load(featureSetVersionId) : null,
  }),
  sources: t.field({ type: [DatasetSource], description: "What it was made from.", resolve: ({ sources }) => sources }),
}));

builder.objectFields(ModelVersion, (t) => ({
  featureSetVersion: t.field({
    type: FeatureSetVersion,
    nullable: true,
    description: "The feature set it was trained with.",
    resolve: ({ lineage }, _args, { loaders }) =>
      lineage.featureSetVersionId ? loaders.featureSetVersion.load(lineage.featureSetVersionId) : null,
  }),
}));
