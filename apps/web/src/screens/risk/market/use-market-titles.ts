"use client";
import { MarketMethodsDocument } from "@/graphql/risk/market.ts";
import { useData } from "@/graphql/use-data.ts";

/**
 * The registries' own words for the names that studies carry; a label that the user chose stands for itself.
 * @param of whose words hold for a name that both registries have, such as garch.
 */
export function useMarketTitles(of: "VAR" | "VOLATILITY" = "VAR"): (name: string) => string {
  const { data } = useData(MarketMethodsDocument, {});
  const own = of === "VAR" ? data?.varMethods : data?.volatilityModels;
  const entries = data ? [...(own ?? []), ...data.varMethods, ...data.volatilityModels, ...data.positionRules] : [];
  const titles = new Map(entries.toReversed().map(({ name, title }) => [name, title]));
  return (name) => titles.get(name) ?? name;
}
