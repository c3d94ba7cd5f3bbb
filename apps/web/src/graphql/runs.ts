import { graphql } from "@/generated/gql.ts";

/** What changes while a run lives; the report is asked for once it is over. */
export const RunLiveFragment = graphql(`
  fragment RunLive on Run {
    id kind job status phase progress etaSeconds attempts
    error { code message }
    history { epoch name value }
    attemptLog { number outcome startedAt endedAt resumedFromEpoch error { code message } }
    engine startedAt finishedAt
  }
`);

export const RunUpdatedDocument = graphql(`
  subscription RunUpdated($id: ID!) {
    runUpdated(id: $id) { ...RunLive }
  }
`);

export const RunLiveDocument = graphql(`
  query RunLiveState($id: ID!) {
    run(id: $id) { ...RunLive }
  }
`);

export const RunEventsDocument = graphql(`
  query RunEvents($id: ID!, $after: Int, $first: Int) {
    run(id: $id) { id events(after: $after, first: $first) { seq type attempt epoch data createdAt } }
  }
`);

export const RunsDocument = graphql(`
  query Runs($kind: RunKind, $status: RunStatus, $first: Int, $after: String) {
    runs(kind: $kind, status: $status, first: $first, after: $after) {
      edges {
        node {
          id kind job status phase progress etaSeconds createdAt startedAt finishedAt engine input
          error { code message }
          dataset { id name }
          modelVersion { id version model { id name } }
          metrics { name split value low high }
          output { rowCount }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const RunDocument = graphql(`
  query Run($id: ID!) {
    run(id: $id) {
      ...RunLive
      input retryOf createdAt job parent { id kind }
      dataset { id name rowCount status }
      modelVersion { id version status aliases model { id name } signature { task positiveLabel labels threshold } lineage { datasetSha256 codeVersion engine engineVersion seed architecture params trainRows validationRows testRows } }
      metrics { name split value low high }
      baselines { name metrics { name split value low high } advantage { metric value low high } }
      crossValidation { method folds { fold trainRows testRows epochs seconds metrics { name value } } metrics { name mean standardDeviation low high } }
      output { url rowCount sha256 byteSize fileName }
      report {
        nRows nPositive threshold
        details {
          classes { labels confusion { label counts } classes { label nRows nPredicted precision recall f1 auc } }
          errors { nRows bias standardDeviation points { predicted actual } quantiles { level error } histogram { low high count } tenths { meanPredicted meanActual low high count } }
          forecast { nRows axis bound points { at actual predicted low high } autocorrelation { lag value } }
          anomaly { nRows nAnomalies nAlerts alertsFrom isLogarithmic histogram { low high others anomalies } shares { share nAlerts precision recall } }
        }
        suspectedLeaks { column metric value }
        overfit { verdict sentences lowestEpoch weightsOfEpoch gaps { name train test gap low high } curve { epoch train validation } }
        roc { falsePositiveRate truePositiveRate threshold }
        precisionRecall { recall precision threshold }
        calibration { meanPredicted observedRate low high count }
        thresholds { threshold truePositives falsePositives trueNegatives falseNegatives }
        histogram { low high positives negatives }
      }
    }
  }
`);

export const ArchitecturesDocument = graphql(`
  query Architectures {
    architectures { name title tasks description params engines }
  }
`);

export const SubmitTrainingDocument = graphql(`
  mutation SubmitTraining($input: SubmitTrainingInput!) {
    submitTraining(input: $input) {
      __typename
      ... on SubmitTrainingSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const CancelRunDocument = graphql(`
  mutation CancelRun($input: CancelRunInput!) {
    cancelRun(input: $input) {
      __typename
      ... on CancelRunSuccess { run { ...RunLive } }
      ... on UserError { code message path }
    }
  }
`);

export const RetryRunDocument = graphql(`
  mutation RetryRun($input: RetryRunInput!) {
    retryRun(input: $input) {
      __typename
      ... on RetryRunSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);
