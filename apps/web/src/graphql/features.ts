import { graphql } from "@/generated/gql.ts";

export const TransformsDocument = graphql(`
  query Transforms {
    transforms { name title description stage params example columnTypes defaultColumnTypes effect scope missing supervised tasks }
  }
`);

/** What the stages of a feature set can be made of. */
export const StageKindsDocument = graphql(`
  query StageKinds {
    featureStages { type title description spec }
    windowKinds { name title description unit params }
    marketIndicatorKinds { name title group description formula unit params }
    financialIndicators { name title group formula unit denominators items }
    statementItems { name title statement meaning usedBy }
  }
`);

export const SubmitFeaturePreviewDocument = graphql(`
  mutation SubmitFeaturePreview($input: SubmitFeaturePreviewInput!) {
    submitFeaturePreview(input: $input) {
      __typename
      ... on SubmitFeaturePreviewSuccess { run { id } }
      ... on UserError { code message path }
    }
  }
`);

export const FeaturePreviewDocument = graphql(`
  query FeaturePreview($id: ID!) {
    run(id: $id) {
      id status phase progress
      error { code message }
      featurePreview {
        rowCount
        stages { kind type origin notes cells columns { name type } learned { columns summary } }
      }
    }
  }
`);

export const FeatureSetsDocument = graphql(`
  query FeatureSets($first: Int, $after: String) {
    featureSets(first: $first, after: $after) {
      edges {
        node {
          id name description createdAt
          versions(first: 1) { edges { node { id version createdAt definition columns { name } datasets { id } modelVersions { id } } } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const FeatureSetVersionDocument = graphql(`
  query FeatureSetVersion($id: ID!) {
    featureSetVersion(id: $id) {
      id version definition sha256 createdAt
      columns { name type }
      featureSet { id name description versions(first: 50) { edges { node { id version createdAt } } } }
      datasets { id name status rowCount createdAt sources { name dataset { id name } } }
      modelVersions { id version status aliases createdAt model { id name } metrics { name split value low high } }
    }
  }
`);

export const FeatureSetChoicesDocument = graphql(`
  query FeatureSetChoices {
    featureSets(first: 50) {
      edges { node { id name versions(first: 10) { edges { node { id version definition } } } } }
    }
  }
`);

export const CreateFeatureSetDocument = graphql(`
  mutation CreateFeatureSet($input: CreateFeatureSetInput!) {
    createFeatureSet(input: $input) {
      __typename
      ... on CreateFeatureSetSuccess { featureSetVersion { id version } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitFeatureBuildDocument = graphql(`
  mutation SubmitFeatureBuild($input: SubmitFeatureBuildInput!) {
    submitFeatureBuild(input: $input) {
      __typename
      ... on SubmitFeatureBuildSuccess { run { id } dataset { id } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitLeakageAuditDocument = graphql(`
  mutation SubmitLeakageAudit($input: SubmitLeakageAuditInput!) {
    submitLeakageAudit(input: $input) {
      __typename
      ... on SubmitLeakageAuditSuccess { run { id } }
      ... on UserError { code message path }
    }
  }
`);

export const LeakageAuditDocument = graphql(`
  query LeakageAudit($id: ID!) {
    run(id: $id) {
      id status phase progress input
      error { code message }
      leakageAudit {
        passed nSampled
        features { name nChanged }
        leaks { feature row withFuture withoutFuture }
        failures { row message }
      }
    }
  }
`);

/** How raw columns became a version's features. */
export const VersionPipelineDocument = graphql(`
  query VersionPipeline($id: ID!) {
    modelVersion(id: $id) {
      id
      featureSetVersion { id version featureSet { name } }
      pipeline {
        version nSteps features
        rows { type params columns rowsIn rowsOut firstLeftOut }
        steps { type title origin params columns outputs learned { columns summary } }
      }
    }
  }
`);
