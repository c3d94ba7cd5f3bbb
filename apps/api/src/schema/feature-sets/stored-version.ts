import { FeatureSetDefinition } from "@plimsoll/features";
import type { ApiContext } from "../../context.ts";
import { notFound } from "../../errors.ts";
import type { FeatureSetVersionRecord } from "../../loaders.ts";

export async function versionOf(id: string, { loaders }: ApiContext): Promise<FeatureSetVersionRecord> {
  const version = await loaders.featureSetVersion.load(id);
  if (!version) throw notFound(["featureSetVersionId"]);
  return version;
}

export const definitionOf = ({ definition }: FeatureSetVersionRecord): FeatureSetDefinition => FeatureSetDefinition.parse(definition);
