import { graphql } from "@/generated/gql.ts";

/** The newest runs of one kind, for the lists of the desks. */
export const RiskRunsDocument = graphql(`
  query RiskRuns($kind: RunKind, $first: Int) {
    runs(kind: $kind, first: $first) {
      edges { node { id kind job status phase progress createdAt input error { code message } dataset { id name } modelVersion { id version model { id name } } } }
    }
  }
`);
