import { graphql } from "@/generated/gql.ts";

export const FairnessDocument = graphql(`
  query Fairness($id: ID!) {
    fairnessPolicies { name title source }
    modelVersion(id: $id) {
      id
      model { id name }
      lineage { datasetId }
      fairnessRun { id status progress phase error { code message } }
      alternativesRun { id status progress phase error { code message } }
      fairness {
        run { id finishedAt } nRows nEvents threshold approvalRate verdict
        policy { name title source minImpactRatio maxMeanDifference maxOpportunityDifference maxProxyAuc }
        missing { columns message }
        attributes { ...FairAttribute }
        intersections { ...FairAttribute }
      }
      alternatives {
        run { id finishedAt } attribute { column edges } measure approvalRate tolerance chosen nValidation nTest
        alternatives { index reweigh seed isOnFrontier penalty { aim strength } validation { quality disparity } test { quality disparity } }
      }
    }
  }
  fragment FairAttribute on AttributeFairness {
    columns readByModel
    report {
      attribute reference lowestOverHighest
      groups {
        name nRows nEvents isSmall isReference
        selectionRate { value low high } truePositiveRate { value low high } falsePositiveRate { value low high }
        auc { value low high } calibrationGap { value low high }
        adverseImpactRatio { value low high pValue } standardizedMeanDifference equalOpportunityDifference { value low high }
      }
    }
    findings { group criterion value limit verdict isSignificant }
    proxies { group auc low high features { feature share } }
    proxyFindings { group verdict }
  }
`);

export const SubmitFairnessDocument = graphql(`
  mutation SubmitFairness($input: SubmitFairnessReportInput!) {
    submitFairnessReport(input: $input) {
      __typename
      ... on SubmitFairnessReportSuccess { run { id } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitAlternativesDocument = graphql(`
  mutation SubmitAlternatives($input: SubmitAlternativesInput!) {
    submitAlternatives(input: $input) {
      __typename
      ... on SubmitAlternativesSuccess { run { id } }
      ... on UserError { code message path }
    }
  }
`);

export const AdoptAlternativeDocument = graphql(`
  mutation AdoptAlternative($input: AdoptAlternativeInput!) {
    adoptAlternative(input: $input) {
      __typename
      ... on AdoptAlternativeSuccess { run { id } }
      ... on UserError { code message path }
    }
  }
`);

export const ProtectedAttributesDocument = graphql(`
  query ProtectedAttributes($id: ID!) {
    dataset(id: $id) { id protectedAttributes { column edges reference } columns { name type } }
  }
`);

export const DeclareProtectedDocument = graphql(`
  mutation DeclareProtected($input: DeclareProtectedAttributesInput!) {
    declareProtectedAttributes(input: $input) {
      __typename
      ... on DeclareProtectedAttributesSuccess { dataset { id protectedAttributes { column edges reference } } }
      ... on UserError { code message path }
    }
  }
`);
