import { graphql } from "@/generated/gql.ts";

/** Runs of some jobs, newest first, for the lists of the desks. */
export const RiskRunsDocument = graphql(`
  query RiskRuns($kind: RunKind, $jobs: [String!], $first: Int, $after: String) {
    runs(kind: $kind, jobs: $jobs, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { id kind job status phase progress createdAt input error { code message } dataset { id name } modelVersion { id version model { id name } } } }
    }
  }
`);
