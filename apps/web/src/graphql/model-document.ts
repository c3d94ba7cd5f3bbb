import { graphql } from "@/generated/gql.ts";

export const ModelDocumentDocument = graphql(`
  query ModelDocument($id: ID!) {
    modelVersion(id: $id) { id document { madeAt html { fileName byteSize url } pdf { fileName byteSize url } } }
  }
`);

export const SubmitModelDocumentDocument = graphql(`
  mutation SubmitModelDocument($input: SubmitModelDocumentInput!) {
    submitModelDocument(input: $input) {
      __typename
      ... on SubmitModelDocumentSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);
