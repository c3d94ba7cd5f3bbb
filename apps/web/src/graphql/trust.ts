import { graphql } from "@/generated/gql.ts";

export const TrustDocument = graphql(`
  query Trust($id: ID!) {
    modelVersion(id: $id) {
      id
      trustRun { id status progress phase error { code message } }
      trust { run { id finishedAt } task nRows nEvents event threshold missing { section code message } }
    }
  }
`);

export const TrustCalibrationDocument = graphql(`
  query TrustCalibration($id: ID!) {
    modelVersion(id: $id) {
      id
      trust {
        calibration {
          method
          report { ...CalibrationFigures }
          uncalibrated { ...CalibrationFigures }
          grades {
            isMonotone concentration scaleFrom
            grades { name from to pd count events meanPredicted observedRate low high pValue pAdjusted jeffreys }
          }
          coverage { level covered low high meanWidth nRows }
        }
      }
    }
  }
  fragment CalibrationFigures on CalibrationReport {
    nRows nEvents meanPredicted observedRate slope intercept ece eceByChance eceEqualWidth mce brier
    decomposition { reliability resolution uncertainty withinBins }
    hosmerLemeshow { statistic degreesOfFreedom pValue groups }
    spiegelhalter { z pValue }
    deciles { count events lowest highest meanPredicted observedRate low high }
  }
`);

export const TrustExplanationsDocument = graphql(`
  query TrustExplanations($id: ID!) {
    modelVersion(id: $id) {
      id
      trust {
        explanations {
          explainer nRows nBackground base completeness largestResidual quality { name value }
          features { feature columns meanAbsolute share mean importance importanceDeviation }
          dots { feature column contributions values positions }
          interactions { features strength size }
          sequence { nSteps features { feature columns meanAbsolute mean } }
        }
      }
    }
  }
`);

export const TrustDependenceDocument = graphql(`
  query TrustDependence($id: ID!) {
    modelVersion(id: $id) {
      id
      trust {
        explanations {
          dependence {
            feature column nRows
            points { value text mean low high }
            curves { scores }
            accumulated { edges effect counts }
          }
        }
      }
    }
  }
`);

export const TrustRobustnessDocument = graphql(`
  query TrustRobustness($id: ID!) {
    modelVersion(id: $id) {
      id
      trust {
        reasons { nDeclines topStable overlap deletion flipped passes noise targets { topStable overlap deletion } }
        robustness {
          quality hasDecisions
          perturbations {
            quality nRows
            noise { level quality loss meanChange flipped }
            missing { level quality loss meanChange flipped }
            without { feature quality loss meanChange flipped }
          }
          adversarial { auc nRows nDeclined nMovable results { attack epsilon auc evaded meanMarginShift } }
          weakSpots { conditions { column text } nRows loss lossOutside effect pAdjusted }
          seeds { seeds quality mean deviation lowest highest meanScoreDifference decisionsDiffer }
        }
        novelty {
          detector rate shuffledFlagged
          flagged { share low high count nRows }
          histogram { low high count }
          quality { name inside outside }
        }
      }
    }
  }
`);

export const SubmitTrustReportDocument = graphql(`
  mutation SubmitTrustReport($input: SubmitTrustReportInput!) {
    submitTrustReport(input: $input) {
      __typename
      ... on SubmitTrustReportSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);
