import { graphql } from "@/generated/gql.ts";

export const PoliciesDocument = graphql(`
  query Policies($first: Int, $after: String) {
    models(kind: POLICY, first: $first, after: $after) {
      edges {
        node {
          id name createdAt
          aliases { alias modelVersion { version } }
          policyState { killSwitch }
          versions(first: 1) { edges { node { id version status createdAt policy { agent actionNames hasListedActions source } } } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const PolicyDocument = graphql(`
  query Policy($name: String!) {
    model(name: $name) {
      id name kind
      aliases { alias reason updatedAt modelVersion { id version } }
      policyState {
        killSwitch canaryShare reason updatedAt updatedBy { name } fallbackVersion { id version }
        usage { scope key exposure expectedLoss decided approved }
      }
      versions(first: 50) {
        edges {
          node {
            id version status policyStage aliases createdAt createdBy { name } run { id }
            lineage { datasetId seed params codeVersion trainRows weightHash }
            policy {
              agent hasListedActions source actionNames observationNames constraints segmentColumn seeds
              unit inputs { name type description } axes { name low high levels } reasonCodes { feature code }
            }
          }
        }
      }
    }
  }
`);

export const PolicyRunsDocument = graphql(`
  query PolicyRuns {
    runs(kind: POLICY, first: 100) {
      edges { node { id job status createdAt finishedAt progress modelVersion { id version model { id name } } } }
    }
  }
`);

export const PolicyCatalogDocument = graphql(`
  query PolicyCatalog {
    policyAgents { name title description learnsFrom environments params }
    policyEnvironments { id title description hasListedActions hasExactSolution hasSampleLog actionNames params }
    policyRules { numberLimits checks }
    datasets(first: 100) { edges { node { id name status rowCount } } }
  }
`);

export const PolicyLogColumnsDocument = graphql(`
  query PolicyLogColumns($id: ID!) {
    dataset(id: $id) { id name columns { name type topValues { value } } }
  }
`);

export const PolicyActionMapDocument = graphql(`
  query PolicyActionMap($modelVersionId: ID!, $x: String!, $y: String!, $cells: Int) {
    policyActionMap(modelVersionId: $modelVersionId, x: $x, y: $y, cells: $cells) {
      actionNames action chance x { name numbers levels } y { name numbers levels }
    }
  }
`);

export const PolicyDecisionsDocument = graphql(`
  query PolicyDecisions($name: String!, $first: Int, $after: String, $reward: RewardState) {
    model(name: $name) {
      id
      decisions(first: $first, after: $after, reward: $reward) {
        edges {
          node {
            id reference record action propensity mask fallback quantity segment amount decidedAt rewardDueAt reward
            closed { action reason } reasons { code } modelVersion { id version }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

export const PolicyTrainingDocument = graphql(`
  query PolicyTraining($id: ID!) {
    run(id: $id) {
      id
      modelVersion { id version model { id name } policy { agent source axes { name low high levels } hasListedActions } }
      policyTraining {
        weightHash
        curve { name step median low high seeds }
        rows { used immature overdue }
        propensities { ...PropensityFields }
        oracle { value optimum states { state best learned chance regret } }
      }
    }
  }
`);

export const PropensityFragment = graphql(`
  fragment PropensityFields on PropensityReport {
    logLoss shareLogLoss calibrationError smallest rareShare folds
    actions { action estimated taken } calibration { estimated taken n }
  }
`);

export const EvaluationFragment = graphql(`
  fragment EvaluationFields on PolicyEvaluation {
    unit champion n immature overdue actionNames warnings
    logged { value se ciLow ciHigh }
    estimates { estimator value se ciLow ciHigh bootstrapLow bootstrapHigh }
    difference { value se ciLow ciHigh lower95 bootstrapLow bootstrapHigh }
    weights { ess maxWeight meanWeight meanWeightSe meanIsOne histogram { from to n } }
    support { unsupportedShare method rareWeightShare smallestPropensity gaps { segment action share } }
    propensities { ...PropensityFields }
    rewardModel { r2 folds }
    segments { segment n meanReward actions }
    replay {
      draws maskViolations priceViolations priceFalls
      exposure { obligor segment portfolio } expectedLoss { value upper95 } shares { action candidate logged }
    }
    fairness { reference groups { group n rate impactRatio impactLow impactHigh opportunityGap } }
    tail { months candidate champion }
    reasons { declines withReasons }
    gate { passed checks { id status value bar reason } }
  }
`);

export const PolicyEvaluationDocument = graphql(`
  query PolicyEvaluation($id: ID!) {
    run(id: $id) {
      id input dataset { id name } modelVersion { id version status model { id name } }
      policyEvaluation { ...EvaluationFields }
    }
  }
`);

export const SimulationFragment = graphql(`
  fragment SimulationFields on PolicySimulation {
    environment episodes edges
    policies { name mean se std p05 median p95 worst5 meanLength histogram }
    difference { mean se low high }
    oracle { value optimum states { state best learned chance regret } }
    hedge {
      measure level stdBound gain { rival value se lower95 } decisions { n limited unseen violations }
      hedges { name mean std cvar50 cvar90 cvar95 cvar99 var95 entropic objective objectiveSe histogram }
    }
    execution {
      steps { step learned optimal } learned { expected std objective } optimal { expected std objective }
      simulated { gap se paths } decisions { n limited unseen violations }
    }
    gate { passed checks { id status value bar reason } }
  }
`);

export const PolicyPromotionDocument = graphql(`
  query PolicyPromotion($id: ID!) {
    run(id: $id) {
      id input dataset { id name } modelVersion { id version status model { id name } }
      policyPromotion {
        outcome message alias champion { id version } evaluation { ...EvaluationFields } simulation { ...SimulationFields }
      }
    }
  }
`);

export const PolicySimulationDocument = graphql(`
  query PolicySimulation($id: ID!) {
    run(id: $id) {
      id input modelVersion { id version model { id name } policy { hasListedActions } }
      policySimulation { ...SimulationFields }
    }
  }
`);

export const PolicyShadowDocument = graphql(`
  query PolicyShadow($id: ID!) {
    run(id: $id) {
      id
      policyShadow {
        from to nDecisions warnings refused { reason n } modelVersion { id version model { id name } }
        actions {
          agreement agreementWithPolicy crossed fallbackShare unsupportedShare nRewards
          shares { action shadow live }
          weights { ess maxWeight meanWeight meanWeightSe meanIsOne histogram { from to n } }
          live { estimator value se ciLow ciHigh } estimates { estimator value se ciLow ciHigh }
          difference { value ciLow ciHigh lower95 }
        }
        numbers { meanDistance maxDistance correlation fallbackShare limitedShare }
      }
    }
  }
`);

export const SubmitPolicyShadowDocument = graphql(`
  mutation SubmitPolicyShadow($input: SubmitPolicyShadowInput!) {
    submitPolicyShadow(input: $input) {
      __typename
      ... on SubmitPolicyShadowSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SetPolicyStageDocument = graphql(`
  mutation SetPolicyStage($input: SetPolicyStageInput!) {
    setPolicyStage(input: $input) {
      __typename
      ... on SetPolicyStageSuccess { modelVersion { id policyStage aliases status } }
      ... on UserError { code message path }
    }
  }
`);

export const PolicyMonitoringDocument = graphql(`
  query PolicyMonitoring($id: ID!) {
    run(id: $id) {
      id
      policyMonitoring {
        from to nDecisions fallbackShare killSwitch actionPsi referenceReward
        closed { reason share } actions { action share reference } features { name psi }
        numbers { unit mean least most meanFromBenchmark maxFromBenchmark limitedShare }
        rewards { known pending overdue mean low high } propensity { mean smallest ess }
        days { day n fallback reward } alerts { id message }
      }
    }
  }
`);

export const SubmitPolicyTrainingDocument = graphql(`
  mutation SubmitPolicyTraining($input: SubmitPolicyTrainingInput!) {
    submitPolicyTraining(input: $input) {
      __typename
      ... on SubmitPolicyTrainingSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitPolicyEvaluationDocument = graphql(`
  mutation SubmitPolicyEvaluation($input: SubmitPolicyEvaluationInput!) {
    submitPolicyEvaluation(input: $input) {
      __typename
      ... on SubmitPolicyEvaluationSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitPolicySimulationDocument = graphql(`
  mutation SubmitPolicySimulation($input: SubmitPolicySimulationInput!) {
    submitPolicySimulation(input: $input) {
      __typename
      ... on SubmitPolicySimulationSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const SubmitPolicyMonitoringDocument = graphql(`
  mutation SubmitPolicyMonitoring($input: SubmitPolicyMonitoringInput!) {
    submitPolicyMonitoring(input: $input) {
      __typename
      ... on SubmitPolicyMonitoringSuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const PromotePolicyDocument = graphql(`
  mutation PromotePolicy($input: PromotePolicyInput!) {
    promotePolicy(input: $input) {
      __typename
      ... on PromotePolicySuccess { run { id status } }
      ... on UserError { code message path }
    }
  }
`);

export const DecideDocument = graphql(`
  mutation Decide($input: DecideInput!) {
    decide(input: $input) {
      __typename
      ... on DecideSuccess {
        action propensity mask repeated quantity
        reasons { feature code contribution }
        policyVersion { id version }
        decision { id fallback proposed benchmark closed { action reason } decidedAt }
      }
      ... on UserError { code message path }
    }
  }
`);

export const RecordRewardsDocument = graphql(`
  mutation RecordRewards($input: RecordRewardsInput!) {
    recordRewards(input: $input) {
      __typename
      ... on RecordRewardsSuccess { unchanged decisions { id reward } }
      ... on UserError { code message path }
    }
  }
`);

export const SetPolicyKillSwitchDocument = graphql(`
  mutation SetPolicyKillSwitch($input: SetPolicyKillSwitchInput!) {
    setPolicyKillSwitch(input: $input) {
      __typename
      ... on SetPolicyKillSwitchSuccess { model { id policyState { killSwitch reason updatedAt } } }
      ... on UserError { code message path }
    }
  }
`);

export const CreateSampleLogDocument = graphql(`
  mutation CreateSampleDecisionLog($input: CreateSampleDecisionLogInput!) {
    createSampleDecisionLog(input: $input) {
      __typename
      ... on CreateSampleDecisionLogSuccess { run { id } dataset { id name } }
      ... on UserError { code message path }
    }
  }
`);

export const CreateDecisionLogDocument = graphql(`
  mutation CreateDecisionLog($input: CreateDecisionLogInput!) {
    createDecisionLog(input: $input) {
      __typename
      ... on CreateDecisionLogSuccess { run { id } dataset { id name } }
      ... on UserError { code message path }
    }
  }
`);
