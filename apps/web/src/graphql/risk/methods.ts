import { graphql } from "@/generated/gql.ts";

export const PortfolioMethodsDocument = graphql(`
  query PortfolioMethods {
    portfolioMethods { name title description params }
    covarianceEstimators { name title description params }
    positionMethods { name title description params }
  }
`);
