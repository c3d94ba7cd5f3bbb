import { graphql } from "@/generated/gql.ts";

export const ReasonMappingDocument = graphql(`
  query ReasonMapping($name: String!) {
    model(name: $name) {
      id name
      versions(first: 1) { edges { node { id version signature { columns { name } } } } }
      reasonMapping {
        id version languages createdAt createdBy { id name }
        reasons { feature code raises { language text } lowers { language text } }
        gaps { feature languages }
      }
      reasonMappings { id version createdAt createdBy { id name } languages }
    }
  }
`);

export const SaveReasonMappingDocument = graphql(`
  mutation SaveReasonMapping($input: SaveReasonMappingInput!) {
    saveReasonMapping(input: $input) {
      __typename
      ... on SaveReasonMappingSuccess { reasonMapping { id version } }
      ... on UserError { code message path }
    }
  }
`);

export const FindRecourseDocument = graphql(`
  mutation FindRecourse($input: FindRecourseInput!) {
    findRecourse(input: $input) {
      __typename
      ... on FindRecourseSuccess {
        status evaluations
        plans { cost probabilityBefore probabilityAfter changes { column from to change cost } }
      }
      ... on UserError { code message path }
    }
  }
`);
