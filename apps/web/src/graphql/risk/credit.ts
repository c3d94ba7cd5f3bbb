import { graphql } from "@/generated/gql.ts";

export const SubmitCreditPortfolioDocument = graphql(`
  mutation SubmitCreditPortfolio($input: SubmitCreditPortfolioInput!) {
    submitCreditPortfolio(input: $input) {
      __typename
      ... on SubmitCreditPortfolioSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const CreditPortfolioDocument = graphql(`
  query CreditPortfolio($id: ID!) {
    run(id: $id) {
      id
      creditPortfolio {
        total { nLoans ead meanPd meanLgd riskWeightedAssets capital expectedLoss allowance coverage }
        segments { segment nLoans ead meanPd meanLgd riskWeightedAssets capital expectedLoss allowance coverage }
        stages { stage nLoans ead allowance coverage }
        reasons { reason nLoans }
        migration
        sensitivity { scenario weight allowance }
        bands { low high nLoans ead }
        largest { loanId segment assetClass stage reason pd lgd ead riskWeight riskWeightedAssets expectedLoss allowance }
      }
    }
  }
`);
