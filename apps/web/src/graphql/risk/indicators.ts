import { graphql } from "@/generated/gql.ts";

export const KrisDocument = graphql(`
  query Kris {
    kris {
      id name unit direction amber red staleAfterDays description owner eventType businessLine updatedAt
      assessment {
        status value at isStale redExpectedAt
        breaches { from to status worst nValues isOpen }
        trend { direction slopePerDay p }
        values { at value status }
      }
    }
  }
`);

/** The indicators that values may be imported for. */
export const KriNamesDocument = graphql(`
  query KriNames {
    kris { id name unit }
  }
`);

export const SubmitKriImportDocument = graphql(`
  mutation SubmitKriImport($input: SubmitKriImportInput!) {
    submitKriImport(input: $input) {
      __typename
      ... on SubmitKriImportSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const KriImportDocument = graphql(`
  query KriImport($id: ID!) {
    run(id: $id) {
      id
      kriImport {
        nRows nRecorded nReplaced nRefused
        indicators { name nValues kri { id unit assessment { status value at } } }
        issues { row code message }
      }
    }
  }
`);

export const UpsertKriDocument = graphql(`
  mutation UpsertKri($input: UpsertKriInput!) {
    upsertKri(input: $input) {
      __typename
      ... on UpsertKriSuccess { kri { id name } }
      ... on UserError { code message path }
    }
  }
`);

export const RecordKriValuesDocument = graphql(`
  mutation RecordKriValues($input: RecordKriValuesInput!) {
    recordKriValues(input: $input) {
      __typename
      ... on RecordKriValuesSuccess { kri { id name } }
      ... on UserError { code message path }
    }
  }
`);
