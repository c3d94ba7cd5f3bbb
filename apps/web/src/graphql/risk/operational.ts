import { graphql } from "@/generated/gql.ts";

export const LossTaxonomyDocument = graphql(`
  query LossTaxonomy {
    lossEventTypes { code title abbreviation }
    lossBusinessLines { code title abbreviation }
    frequencies { name title description params }
    severities { name title description params given }
  }
`);

export const LossRegistersDocument = graphql(`
  query LossRegisters($first: Int) {
    lossRegisters(first: $first) {
      edges { node { id name version nRows nRefused nLosses gross net currency threshold createdAt dataset { id name } } }
    }
  }
`);

export const LossRegisterDocument = graphql(`
  query LossRegister($id: ID!) {
    lossRegister(id: $id) {
      id name version nRows nRefused nLosses gross net currency threshold createdAt
      dataset { id name }
      run { id }
      matrix { eventType businessLine count gross net largest }
      years { date years { year count gross net } }
      largest { row lossId eventType businessLine day gross net }
    }
  }
`);

export const ImportLossesDocument = graphql(`
  mutation ImportLosses($input: ImportLossesInput!) {
    importLosses(input: $input) {
      __typename
      ... on ImportLossesSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const LossImportDocument = graphql(`
  query LossImport($id: ID!) {
    run(id: $id) {
      id
      lossImport {
        nRows nRefused
        register { id name version nLosses gross net currency }
        counts { code count }
        issues { row column code level message }
      }
    }
  }
`);

export const SubmitLossFitDocument = graphql(`
  mutation SubmitLossFit($input: SubmitOpRiskFitInput!) {
    submitOpRiskFit(input: $input) {
      __typename
      ... on SubmitOpRiskFitSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const LossFitDocument = graphql(`
  query LossFit($id: ID!) {
    run(id: $id) {
      id
      modelVersion { id version model { id name } }
      lossFit {
        currency date fromYear toYear amount alpha
        register { id name version }
        cells {
          cell eventType businessLine nLosses nLeftOut above meanLoss valueAtRisk singleLoss
          counts { year count }
          dispersion { mean variance statistic pOver pUnder }
          model { frequency { name params { name value } } severity { name params { name value } } above lossCap }
          frequencies { name params { name value standardError } logLikelihood aic bic failed { code message } }
          severities {
            name params { name value standardError } logLikelihood aic bic shareReported failed { code message }
            goodness { ks ad adUpper p { ks ad adUpper } nFailed chi2 { statistic degrees p } qq { theoretical observed } }
          }
          thresholds {
            meanExcess { threshold nAbove meanExcess low high }
            stability { threshold nAbove shape shapeSe modifiedScale }
            hill { k threshold shape low high }
          }
        }
      }
    }
  }
`);

export const LossModelsDocument = graphql(`
  query LossModels($first: Int) {
    modelVersions(kind: OPERATIONAL, first: $first) {
      edges {
        node {
          id version createdAt
          model { id name }
          operational { currency alpha amount cells { cell nLosses meanLoss valueAtRisk model { frequency { name } severity { name } above lossCap } } }
        }
      }
    }
  }
`);

export const SubmitLossSimulationDocument = graphql(`
  mutation SubmitLossSimulation($input: SubmitOpRiskSimulationInput!) {
    submitOpRiskSimulation(input: $input) {
      __typename
      ... on SubmitOpRiskSimulationSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const LossSimulationDocument = graphql(`
  query LossSimulation($id: ID!) {
    run(id: $id) {
      id input
      operationalRisk {
        years alpha currency capital mitigationCapped diversification
        gross { meanLoss { ...Simulated } valueAtRisk { ...Simulated } expectedShortfall { ...Simulated } }
        net { meanLoss { ...Simulated } valueAtRisk { ...Simulated } expectedShortfall { ...Simulated } }
        cells {
          cell source eventType businessLine allocatedValueAtRisk allocatedShortfall
          meanLoss { ...Simulated } valueAtRisk { ...Simulated } expectedShortfall { ...Simulated }
        }
        quantiles { probability gross net }
        histogram { low high count }
        parameterInterval { value low high confidence bias replicates nFailed }
      }
    }
  }
`);

export const SimulatedFragment = graphql(`
  fragment Simulated on SimulatedFigure { value standardError low high }
`);

export const LossScenariosDocument = graphql(`
  query LossScenarios {
    lossScenarios {
      id name eventType businessLine yearsBetween rationale lossCap updatedAt
      law { lossesPerYear severity largestRatio quantiles { probability amount lawAmount } }
    }
  }
`);

export const UpsertLossScenarioDocument = graphql(`
  mutation UpsertLossScenario($input: UpsertLossScenarioInput!) {
    upsertLossScenario(input: $input) {
      __typename
      ... on UpsertLossScenarioSuccess { lossScenario { id name } }
      ... on UserError { code message path }
    }
  }
`);

export const StandardisedApproachDocument = graphql(`
  mutation StandardisedApproach($input: StandardisedApproachInput!) {
    standardisedApproach(input: $input) {
      __typename
      ... on StandardisedApproachSuccess {
        interest services financial indicator bucket component lossComponent multiplier capital riskWeightedAssets
        losses { average fromYear toYear nYears }
      }
      ... on UserError { code message path }
    }
  }
`);
