import { graphql } from "@/generated/gql.ts";

export const DatasetsDocument = graphql(`
  query Datasets($first: Int, $after: String) {
    datasets(first: $first, after: $after) {
      edges { node { id name status fileName byteSize rowCount createdAt columns { name } error { code message } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const DatasetDocument = graphql(`
  query Dataset($id: ID!) {
    dataset(id: $id) {
      id name status fileName byteSize rowCount duplicateRowCount createdAt
      error { code message }
      run { id status phase progress etaSeconds error { code message } }
      protectedAttributes { column edges reference }
      columns {
        name type position missingCount distinctCount distinctExact min max mean std hints
        quantiles { p value }
        topValues { value count }
        histogram { low high count }
      }
    }
  }
`);

export const CreateUploadDocument = graphql(`
  mutation CreateUpload($input: CreateUploadInput!) {
    createUpload(input: $input) {
      __typename
      ... on CreateUploadSuccess { upload { id url headers { name value } } }
      ... on UserError { code message path }
    }
  }
`);

export const CreateDatasetDocument = graphql(`
  mutation CreateDataset($input: CreateDatasetInput!) {
    createDataset(input: $input) {
      __typename
      ... on CreateDatasetSuccess { dataset { id status run { id } } }
      ... on UserError { code message path }
    }
  }
`);

export const DatasetColumnsDocument = graphql(`
  query DatasetColumns($id: ID!) {
    dataset(id: $id) { id columns { name type } }
  }
`);
