"use client";
import type { LossTaxonomyQuery } from "@/generated/graphql.ts";
import { LossTaxonomyDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";

export interface Taxonomy {
  data: LossTaxonomyQuery | undefined;
  error: string | null;
  reload: () => void;
  eventType: (code: string | null | undefined) => string;
  businessLine: (code: string | null | undefined) => string;
  law: (name: string) => string;
}

/** Basel's categories and the registries of loss laws, in words. */
export function useTaxonomy(): Taxonomy {
  const { data, error, reload } = useData(LossTaxonomyDocument, {});
  const title = (list: readonly { code: string; title: string }[] | undefined, code: string | null | undefined, none: string): string =>
    code ? (list?.find((entry) => entry.code === code)?.title ?? code) : none;
  return {
    data,
    error,
    reload,
    eventType: (code) => title(data?.lossEventTypes, code, "All event types"),
    businessLine: (code) => title(data?.lossBusinessLines, code, "Not assigned"),
    law: (name) => [...(data?.frequencies ?? []), ...(data?.severities ?? [])].find((law) => law.name === name)?.title ?? name,
  };
}
