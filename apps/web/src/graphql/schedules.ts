import { graphql } from "@/generated/gql.ts";

export const SchedulesDocument = graphql(`
  query Schedules($first: Int) {
    schedules(first: $first) {
      edges { node { id name job cadence nextAt lastAt followDataset dataset { id name } lastRun { id status } createdBy { id name } } }
    }
  }
`);

export const CreateScheduleDocument = graphql(`
  mutation CreateSchedule($input: CreateScheduleInput!) {
    createSchedule(input: $input) {
      __typename
      ... on CreateScheduleSuccess { schedule { id name nextAt } }
      ... on UserError { code message path }
    }
  }
`);

export const DeleteScheduleDocument = graphql(`
  mutation DeleteSchedule($input: DeleteScheduleInput!) {
    deleteSchedule(input: $input) {
      __typename
      ... on DeleteScheduleSuccess { deletedScheduleId }
      ... on UserError { code message path }
    }
  }
`);
