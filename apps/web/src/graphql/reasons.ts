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
        status evaluations rulesVersion loosened
        plans { cost probabilityBefore probabilityAfter changes { column from to change cost } }
      }
      ... on UserError { code message path }
    }
  }
`);

export const RecourseRulesDocument = graphql(`
  query RecourseRules($name: String!) {
    model(name: $name) {
      id name
      versions(first: 1) { edges { node { id version signature { task columns { name type levels min max } } } } }
      recourseRules {
        id version createdAt createdBy { id name }
        rules { kind column direction min max step values isOrdered to effort }
      }
      recourseRulesVersions { id version createdAt createdBy { id name } rules { column } }
    }
  }
`);

export const SaveRecourseRulesDocument = graphql(`
  mutation SaveRecourseRules($input: SaveRecourseRulesInput!) {
    saveRecourseRules(input: $input) {
      __typename
      ... on SaveRecourseRulesSuccess { recourseRules { id version } }
      ... on UserError { code message path }
    }
  }
`);

/** What applicants of the version's model can do about its columns. */
export const StoredRulesDocument = graphql(`
  query StoredRules($id: ID!) {
    modelVersion(id: $id) {
      id
      model { id name recourseRules { id version rules { kind column direction min max step values isOrdered to effort } } }
    }
  }
`);
