import type { PortfolioMethodsQuery } from "@/generated/graphql.ts";
import type { PortfolioDraft } from "./draft.ts";

/** What every section of the form is given. */
export interface PortfolioSection {
  draft: PortfolioDraft;
  change: (part: Partial<PortfolioDraft>) => void;
  methods: PortfolioMethodsQuery;
  errorAt: (path: string) => string | null;
}
