"use client";
import type { ReactNode } from "react";
import type { MarketMethodsQuery } from "@/generated/graphql.ts";
import { MarketMethodsDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { DatasetGate } from "../DatasetGate.tsx";
import type { SeriesDataset } from "../series-draft.ts";

interface MarketFormProps {
  title: string;
  /** The desk that the form belongs to. */
  desk: { href: string; label: string };
  description: string;
  /** What table is needed. */
  ask: string;
  children: (dataset: SeriesDataset, methods: MarketMethodsQuery) => ReactNode;
}

/** A page that asks for a market run: its form opens once the registries are read and a data set is chosen. */
export function MarketForm({ title, desk, description, ask, children }: MarketFormProps) {
  const { data: methods, error, loading, reload } = useData(MarketMethodsDocument, {});
  return (
    <>
      <PageHeader title={title} trail={[{ href: "/risk", label: "Risk" }, desk]} description={description} />
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {loading ? <SkeletonRows rows={8} /> : null}
      {methods ? <DatasetGate ask={ask}>{(dataset) => children(dataset, methods)}</DatasetGate> : null}
    </>
  );
}
