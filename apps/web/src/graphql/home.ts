import { graphql } from "@/generated/gql.ts";

export const HomeDocument = graphql(`
  query Home {
    running: runs(status: RUNNING, first: 5) { edges { node { ...HomeRun } } }
    queued: runs(status: QUEUED, first: 5) { edges { node { ...HomeRun } } }
    recent: runs(first: 8) { edges { node { ...HomeRun } } }
    datasets(first: 5) { edges { node { id name status rowCount createdAt columns { name } } } }
    models(first: 5) {
      edges {
        node {
          id name
          aliases { alias modelVersion { id version metrics { name split value low high } } }
          versions(first: 1) { edges { node { id version metrics { name split value low high } } } }
        }
      }
    }
  }
  fragment HomeRun on Run {
    id kind status phase progress etaSeconds createdAt
    dataset { id name }
    modelVersion { id version model { id name } }
    metrics { name split value low high }
  }
`);
