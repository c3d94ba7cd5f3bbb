import { graphql } from "@/generated/gql.ts";

export const TuningDocument = graphql(`
  query Tuning($id: ID!) {
    run(id: $id) {
      id status
      tuning {
        method metric better eta parallel seed rungs planned
        space { group name integer min max log values }
        counts { outcome count }
        best { number runId best bestEpoch params training }
        finalRun { id status }
        trials {
          number runId outcome progress params training rung epochs bestEpoch best last min max seconds
          error { code message }
        }
      }
    }
  }
`);

export const TuningCurvesDocument = graphql(`
  query TuningCurves($id: ID!, $points: Int) {
    run(id: $id) { id tuning { curves(points: $points) { number epochs values } } }
  }
`);

export const ComparisonDocument = graphql(`
  query Comparison($id: ID!) {
    run(id: $id) {
      id status
      comparison {
        task method metric better useTestRows nRows
        candidates {
          name baseline architecture mean low high seconds
          run { id status progress phase }
          folds { fold trainRows testRows epochs seconds metrics { name value } }
          error { code message }
        }
        pairs { a b difference low high test p pCorrected pFolds }
        verdict { kind choice tied sentence }
      }
    }
  }
`);

export const ReplayDocument = graphql(`
  query Replay($id: ID!) {
    run(id: $id) {
      id
      replay {
        outcome maxWeightDifference samePipeline engine engineVersion codeVersionStored codeVersionReplayed datasetSha256
        weightHash { stored replayed }
        scores { count maxAbsolute maxRelative tolerance }
        metrics { name stored replayed }
        modelVersion { id version model { id name } }
        original { id }
      }
    }
  }
`);

export const ReplayRunDocument = graphql(`
  mutation ReplayRun($input: ReplayRunInput!) {
    replayRun(input: $input) {
      __typename
      ... on ReplayRunSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitTuningDocument = graphql(`
  mutation SubmitTuning($input: SubmitTuningInput!) {
    submitTuning(input: $input) {
      __typename
      ... on SubmitTuningSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitComparisonDocument = graphql(`
  mutation SubmitComparison($input: SubmitComparisonInput!) {
    submitComparison(input: $input) {
      __typename
      ... on SubmitComparisonSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const TrainingCatalogDocument = graphql(`
  query TrainingCatalog {
    trainingCatalog {
      baselines { name title tasks } losses { name tasks } watchedMetrics { name tasks } comparedMetrics { name tasks }
      tunableOptions derivedOptions
    }
  }
`);

export const ComparedRunsDocument = graphql(`
  query ComparedRuns($ids: [ID!], $first: Int, $points: Int) {
    runs(ids: $ids, first: $first) {
      edges {
        node {
          id kind job status createdAt startedAt finishedAt engine input
          dataset { id name }
          modelVersion { id version model { id name } }
          metrics { name split value low high }
          curves(points: $points) { name better epochs values last min max best bestEpoch }
        }
      }
    }
  }
`);
