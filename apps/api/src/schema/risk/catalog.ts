import {
  backtests,
  covarianceEstimators,
  frequencies,
  type PositionRule,
  portfolioMethods,
  positionMethods,
  positionRules,
  severities,
  varMethods,
  volatilityModels,
} from "@plimsoll/ml/catalog";
import { access } from "../access.ts";
import { builder } from "../builder.ts";

/** What the registries of risk methods have in common. */
interface Entry {
  name: string;
  title: string;
  description: string;
  /** Parameters that a fit takes as given, where the registry has such. */
  fixed?: readonly string[];
  paramsJsonSchema(): Record<string, unknown>;
}

const RiskMethod = builder.objectRef<Entry>("RiskMethod").implement({
  description: "An entry of one of the registries of risk methods; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    params: t.field({ type: "JSONObject", resolve: (entry) => entry.paramsJsonSchema() }),
    given: t.stringList({
      description: "Parameters that are given to a fit, not estimated, such as where a tail begins.",
      resolve: ({ fixed }) => [...(fixed ?? [])],
    }),
  }),
});

/** A query for a registry. */
function catalog(name: string, description: string, entries: readonly Entry[]): void {
  builder.queryField(name, (t) => t.field({ type: [RiskMethod], description, authScopes: access.read, resolve: () => [...entries] }));
}

catalog("portfolioMethods", "Ways to choose the weights of a portfolio.", portfolioMethods);
catalog("covarianceEstimators", "Ways to estimate the covariance of returns.", covarianceEstimators);
catalog("positionMethods", "Ways to measure the VaR and ES of positions; the first is the default.", positionMethods);
catalog("volatilityModels", "Models of a series' volatility.", volatilityModels);
catalog("varMethods", "Ways to measure the VaR and ES of one series; the first is the default.", varMethods);
catalog("frequencies", "Distributions of the number of losses in a year.", frequencies);
catalog("severities", "Distributions of the size of a loss.", severities);

const Backtest = builder.objectRef<(typeof backtests)[number]>("VarBacktestKind").implement({
  description: "A test of VaR, or of VaR and ES.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    question: t.exposeString("question"),
    needsEs: t.exposeBoolean("needsEs"),
  }),
});
const Rule = builder.objectRef<PositionRule>("PositionRule").implement({
  description: "How scores become weights.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    leastAssets: t.exposeInt("leastAssets"),
  }),
});
builder.queryFields((t) => ({
  varBacktests: t.field({
    type: [Backtest],
    description: "All are run on every method and level.",
    authScopes: access.read,
    resolve: () => [...backtests],
  }),
  positionRules: t.field({ type: [Rule], authScopes: access.read, resolve: () => [...positionRules] }),
}));
