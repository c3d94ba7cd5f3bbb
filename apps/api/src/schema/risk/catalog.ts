import { covarianceEstimators, frequencies, portfolioMethods, positionMethods, severities } from "@plimsoll/ml/catalog";
import { access } from "../access.ts";
import { builder } from "../builder.ts";

/** What the registries of risk methods have in common. */
interface Entry {
  name: string;
  title: string;
  description: string;
  paramsJsonSchema(): Record<string, unknown>;
}

const RiskMethod = builder.objectRef<Entry>("RiskMethod").implement({
  description: "An entry of one of the registries of risk methods; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    params: t.field({ type: "JSONObject", resolve: (entry) => entry.paramsJsonSchema() }),
  }),
});

/** A query for a registry. */
function catalog(name: string, description: string, entries: readonly Entry[]): void {
  builder.queryField(name, (t) => t.field({ type: [RiskMethod], description, authScopes: access.read, resolve: () => [...entries] }));
}

catalog("portfolioMethods", "Ways to choose the weights of a portfolio.", portfolioMethods);
catalog("covarianceEstimators", "Ways to estimate the covariance of returns.", covarianceEstimators);
catalog("positionMethods", "Ways to measure the VaR and ES of positions; the first is the default.", positionMethods);
catalog("frequencies", "Distributions of the number of losses in a year.", frequencies);
catalog("severities", "Distributions of the size of a loss.", severities);
