import { graphql } from "@/generated/gql.ts";

export const MarketMethodsDocument = graphql(`
  query MarketMethods {
    volatilityModels { name title description params }
    varMethods { name title description params }
    positionRules { name title description leastAssets }
  }
`);

export const MarketPartsFragments = graphql(`
  fragment SeriesFacts on MarketSeriesFacts {
    nReturns unit mean deviation min max skewness kurtosis nZero longestZeroRun
    read { nRows nDropped from to }
  }
`);

export const SubmitVolatilityDocument = graphql(`
  mutation SubmitVolatility($input: SubmitVolatilityInput!) {
    submitVolatility(input: $input) {
      __typename
      ... on SubmitVolatilitySuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const VolatilityDocument = graphql(`
  query Volatility($id: ID!) {
    run(id: $id) {
      id
      modelVersion { id version model { id name } }
      volatility {
        series { ...SeriesFacts }
        horizons proxy chosen realised
        range { nOrigins from { at day } to { at day } }
        path { at days }
        models {
          label model nFits path
          parameters { name value standardError robustStandardError atBound }
          losses { horizon n qlike mse }
          latest { horizon variance volatility }
        }
        comparisons { horizon loss a b meanDifference statistic pValue n better }
        confidenceSets { horizon loss members { name meanLoss pValue isMember } }
      }
    }
  }
`);

export const SubmitVarBacktestDocument = graphql(`
  mutation SubmitVarBacktest($input: SubmitVarBacktestInput!) {
    submitVarBacktest(input: $input) {
      __typename
      ... on SubmitVarBacktestSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const VarBacktestDocument = graphql(`
  query VarBacktest($id: ID!) {
    run(id: $id) {
      id
      modelVersion { id version model { id name } }
      varBacktest {
        series { ...SeriesFacts }
        alphas level chosen
        studies {
          horizon losses
          range { nOrigins from { at day } to { at day } }
          path { at days }
          methods {
            label method nFits
            levels {
              alpha n hits expectedHits hitRate meanVar meanEs pinball fz0 varPath esPath hitPlaces
              latest { var es }
              rolling { mostHits redDays yellowDays }
              trafficLight { n x zone cumulativeProbability errorProbability greenMost yellowMost multipliers { basel1996 mar32 } }
              tests {
                name title question statistic reference pValue finiteSamplePValue rejected note
                size { value isExact standardError }
              }
            }
          }
          confidenceSets { alpha loss members { name meanLoss pValue isMember } }
        }
      }
    }
  }
`);

export const SubmitPredictionDocument = graphql(`
  mutation SubmitPrediction($input: SubmitPredictionInput!) {
    submitPrediction(input: $input) {
      __typename
      ... on SubmitPredictionSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const PredictionDocument = graphql(`
  query Prediction($id: ID!) {
    run(id: $id) {
      id
      modelVersion { id version model { id name } }
      prediction {
        assets featureNames target from to nDays nPredictions days
        ic { kind mean deviation ratio tStatistic pValue n days values }
        rankIc { kind mean deviation ratio tStatistic pValue n days values }
        hitRate { rate majority n }
        againstNaive { meanDifference statistic pValue n better }
        strategies { name performance { name value } sharpe probabilistic expectedBest deflated nTrials turnover costs exposure wealth drawdown }
        audit { ic verdict findings { check verdict detail value } }
        latest { asset day score }
      }
    }
  }
`);

export const SubmitMarketForecastDocument = graphql(`
  mutation SubmitMarketForecast($input: SubmitMarketForecastInput!) {
    submitMarketForecast(input: $input) {
      __typename
      ... on SubmitMarketForecastSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const MarketForecastDocument = graphql(`
  query MarketForecast($id: ID!) {
    run(id: $id) {
      id
      marketForecast {
        type day nRows unit
        fit { source throughDay rowsSince refitEvery }
        volatility { horizon variance volatility }
        tail { horizon alpha var es }
        scores { asset day score }
        parameters { name value standardError }
        yesterday { day loss levels { alpha var isHit } }
      }
    }
  }
`);
