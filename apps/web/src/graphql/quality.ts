import { graphql } from "@/generated/gql.ts";

export const ExpectationKindsDocument = graphql(`
  query ExpectationKinds {
    expectationKinds { kind title description scope fewestColumns mostColumns accepts params }
  }
`);

export const QualityDocument = graphql(`
  query Quality($id: ID!) {
    dataset(id: $id) {
      id name status rowCount
      columns { name type }
      expectations { kind columns params mostly severity }
      suggestedExpectations { kind columns params mostly severity }
      referenceDataset { id name }
      checkRun { id status phase progress error { code message } }
      quality {
        passed checkedAt rowCount
        run { id }
        outcomes { index kind columns severity passed expected observed checkedRows failedRows rows }
        samples { index row cells { column value } }
      }
    }
  }
`);

/** What the page of a data set says of where it comes from and how it is. */
export const DatasetOriginDocument = graphql(`
  query DatasetOrigin($id: ID!) {
    dataset(id: $id) {
      id
      expectations { kind }
      quality { passed outcomes { passed severity } }
      checkRun { id status }
      featureSetVersion { id version featureSet { name } }
      sources { name dataset { id name } }
    }
  }
`);

export const SetExpectationsDocument = graphql(`
  mutation SetExpectations($input: SetDatasetExpectationsInput!) {
    setDatasetExpectations(input: $input) {
      __typename
      ... on SetDatasetExpectationsSuccess { run { id } dataset { id } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitDataCheckDocument = graphql(`
  mutation SubmitDataCheck($input: SubmitDataCheckInput!) {
    submitDataCheck(input: $input) {
      __typename
      ... on SubmitDataCheckSuccess { run { id } }
      ... on UserError { code message path }
    }
  }
`);
