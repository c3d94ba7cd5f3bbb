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
