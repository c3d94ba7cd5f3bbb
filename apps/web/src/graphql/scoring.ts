import { graphql } from "@/generated/gql.ts";

/** Every version that can be scored with, as choices. */
export const ScorableDocument = graphql(`
  query Scorable {
    models(kind: NETWORK, first: 100) {
      edges { node { id name aliases { alias modelVersion { id version } } versions(first: 20) { edges { node { id version status } } } } }
    }
  }
`);

export const ScoreDocument = graphql(`
  mutation Score($input: ScoreInput!) {
    score(input: $input) {
      __typename
      ... on ScoreSuccess {
        modelVersion { id version }
        scores { probability value decision probabilities { label value } reasons { feature text contribution } }
        decisions { id }
      }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitScoringDocument = graphql(`
  mutation SubmitScoring($input: SubmitScoringInput!) {
    submitScoring(input: $input) {
      __typename
      ... on SubmitScoringSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);
