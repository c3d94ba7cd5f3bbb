"use client";
import { MarketMethodsDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";

/** The registries' own words for the names that studies carry; a label that the user chose stands for itself. */
export function useMarketTitles(): (name: string) => string {
  const { data } = useData(MarketMethodsDocument, {});
  const entries = data ? [...data.varMethods, ...data.volatilityModels, ...data.positionRules] : [];
  const titles = new Map(entries.toReversed().map(({ name, title }) => [name, title]));
  return (name) => titles.get(name) ?? name;
}
