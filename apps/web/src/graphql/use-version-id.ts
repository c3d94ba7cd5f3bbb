"use client";
import { ModelDocument } from "./models.ts";
import { useData } from "./use-data.ts";

/** The id behind a model's name and a version's number; null where there is no such version. */
export function useVersionId(
  name: string,
  version: number,
): { id: string | null; loading: boolean; error: string | null; reload: () => void } {
  const { data, loading, error, reload } = useData(ModelDocument, { name, first: 100, after: null });
  const id = data?.model?.versions.edges.find(({ node }) => node.version === version)?.node.id ?? null;
  return { id, loading, error, reload };
}
