import type { ScorableQuery } from "@/generated/graphql.ts";

/** A version to score with: by its id, or by an alias that may move. */
export interface ScoreTarget {
  value: string;
  label: string;
  hint?: string;
  versionId: string;
  /** What the API is given. */
  by: { modelVersionId: string } | { modelName: string; alias: string };
}

export function scorableOptions(data: ScorableQuery | undefined): ScoreTarget[] {
  const models = data?.models.edges.map(({ node }) => node) ?? [];
  return models.flatMap((model) => [
    ...model.aliases.map(({ alias, modelVersion }) => ({
      value: `alias:${model.name}:${alias}`,
      label: `${model.name}, ${alias}`,
      hint: `now v${modelVersion.version}`,
      versionId: modelVersion.id,
      by: { modelName: model.name, alias },
    })),
    ...model.versions.edges.map(({ node }) => ({
      value: node.id,
      label: `${model.name} v${node.version}`,
      hint: node.status.toLowerCase(),
      versionId: node.id,
      by: { modelVersionId: node.id },
    })),
  ]);
}
