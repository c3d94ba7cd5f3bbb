"use client";
import { PortfolioMethodsDocument } from "@/graphql/risk/methods.ts";
import { useData } from "@/graphql/use-data.ts";

/** The registries' own words for the names that results carry; a name that is not there stands for itself. */
export function useMethodTitles(): (name: string) => string {
  const { data } = useData(PortfolioMethodsDocument, {});
  const entries = data ? [...data.portfolioMethods, ...data.covarianceEstimators, ...data.positionMethods] : [];
  const titles = new Map(entries.map(({ name, title }) => [name, title]));
  return (name) => titles.get(name) ?? name;
}
