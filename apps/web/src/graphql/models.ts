import { graphql } from "@/generated/gql.ts";

export const ModelsDocument = graphql(`
  query Models($first: Int, $after: String) {
    models(first: $first, after: $after) {
      edges {
        node {
          id name createdAt
          aliases { alias updatedAt modelVersion { id version } }
          versions(first: 1) { edges { node { id version status createdAt metrics { name split value low high } lineage { architecture } } } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ModelDocument = graphql(`
  query Model($name: String!, $first: Int, $after: String) {
    model(name: $name) {
      id name createdAt
      aliases { alias reason updatedAt modelVersion { id version } }
      versions(first: $first, after: $after) {
        edges {
          node {
            id version status aliases engine createdAt
            metrics { name split value low high }
            baselines { name metrics { name split value low high } advantage { metric value low high } }
            lineage { architecture seed }
            run { id }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const ModelVersionDocument = graphql(`
  query ModelVersion($id: ID!) {
    modelVersion(id: $id) {
      id version status aliases engine createdAt
      model { id name }
      metrics { name split value low high }
      baselines { name metrics { name split value low high } advantage { metric value low high } }
      lineage { datasetId datasetSha256 codeVersion engine engineVersion seed architecture params trainRows validationRows testRows }
      signature { task labels positiveLabel threshold columns { name type levels reference min max } }
      run { id }
      artifact { sha256 byteSize url }
    }
  }
`);

export const PromoteDocument = graphql(`
  mutation Promote($input: PromoteModelVersionInput!) {
    promoteModelVersion(input: $input) {
      __typename
      ... on PromoteModelVersionSuccess { modelVersion { id status aliases model { id name } } }
      ... on UserError { code message path }
    }
  }
`);
