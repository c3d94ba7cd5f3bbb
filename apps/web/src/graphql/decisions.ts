import { graphql } from "@/generated/gql.ts";

export const DecisionsDocument = graphql(`
  query Decisions($first: Int, $after: String, $subject: String, $modelVersionId: ID, $from: DateTime, $to: DateTime, $overridden: Boolean) {
    decisionRecords(
      first: $first, after: $after, subject: $subject, modelVersionId: $modelVersionId, from: $from, to: $to, overridden: $overridden
    ) {
      edges {
        node {
          id subject outcome createdAt
          score { probability value decision reasons { feature text contribution } }
          overrides { id outcome }
          modelVersion { id version model { id name } }
          scoredBy { id name }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const DecisionDocument = graphql(`
  query Decision($id: ID!) {
    decisionRecord(id: $id) {
      id subject outcome createdAt input inputHash isIntact requestId
      score {
        probability rawProbability value decision strangeness outOfDistribution
        probabilities { label value } interval { level low high } reasons { feature text contribution }
      }
      overrides { id outcome reason createdAt decidedBy { id name } }
      modelVersion { id version status model { id name } signature { labels positiveLabel threshold task } }
      scoredBy { id name }
    }
  }
`);

export const OverrideDecisionDocument = graphql(`
  mutation OverrideDecision($input: OverrideDecisionInput!) {
    overrideDecision(input: $input) {
      __typename
      ... on OverrideDecisionSuccess { decisionRecord { id outcome overrides { id outcome reason createdAt decidedBy { id name } } } }
      ... on UserError { code message path }
    }
  }
`);
