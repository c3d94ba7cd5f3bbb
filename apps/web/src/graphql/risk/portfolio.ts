import { graphql } from "@/generated/gql.ts";

export const SubmitPortfolioDocument = graphql(`
  mutation SubmitPortfolio($input: SubmitPortfolioInput!) {
    submitPortfolio(input: $input) {
      __typename
      ... on SubmitPortfolioSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const PortfolioReportDocument = graphql(`
  query PortfolioReport($id: ID!) {
    run(id: $id) {
      id
      portfolio {
        assets
        read { nRows nDropped from to }
        allocation {
          method expectedReturn volatility sharpe effectiveAssets diversificationRatio turnover covarianceShrinkage
          holdings { asset weight riskShare }
          moved { because trackingVolatility }
        }
        frontier {
          points { expectedReturn volatility sharpe weights }
          single { asset expectedReturn volatility }
        }
        walkForward {
          nTest from to
          entries {
            id method annualTurnover costs nRebalances nFailed
            metrics { name value low high difference { value low high p } }
            rebalances { at day weights turnover failed { code message } }
            wealth { at day value drawdown }
          }
        }
        book {
          method horizon netValue grossValue
          levels { alpha var es standardError diversification assets { asset position standaloneVar componentVar marginalVar incrementalVar componentEs } }
          histogram { low high count }
          statistics { name value }
          stress { name kind loss lossShare assets { asset position change loss } }
          worst { days stretches { loss from { at day } to { at day } } }
        }
      }
    }
  }
`);
