/** What the api reads of this package: no module below loads a tensor library. */
export type { Architecture } from "./architectures/architecture.ts";
export { architecture, architectures } from "./architectures/index.ts";
export { baselines, baselinesOf } from "./baselines/index.ts";
export type { GradeReport, GradeResult } from "./calibration/grade-report.ts";
export { checkCalibration } from "./calibration/index.ts";
export { parseMasterScale } from "./calibration/master-scale.ts";
export type { ReliabilityBin } from "./calibration/reliability.ts";
export type { CalibrationReport } from "./calibration/report.ts";
export { comparedMetrics } from "./comparison/compared-metric.ts";
export { resolveComparison } from "./comparison/resolve-comparison.ts";
export { trainingEnvironment } from "./engine/environment.ts";
export type { Interaction } from "./explanation/interaction.ts";
export { mappingGaps } from "./explanation/reason-mapping.ts";
export type { ReasonQuality } from "./explanation/reason-quality.ts";
export { GROUP_METRICS, type GroupMetric } from "./fairness/group-metrics.ts";
export type { GroupReport, GroupResult, GroupValue } from "./fairness/group-report.ts";
export {
  type Finding as FairnessFinding,
  fairnessPolicies,
  parseFairnessPolicy,
  type Verdict as FairnessVerdict,
} from "./fairness/policies.ts";
export type { ProxyResult } from "./fairness/proxy-test.ts";
export type { ChosenThresholds } from "./fairness/threshold-optimizer.ts";
export type { Agent, SourceKind } from "./policy/agents/agent.ts";
export { agent, agents } from "./policy/agents/index.ts";
export type { EnvDefinition } from "./policy/env.ts";
export { environment, environments } from "./policy/environments/index.ts";
export { ConstraintSet, constraintSet } from "./policy/gate/constraints.ts";
export { GATE_CHECKS, type GateOverride, type GateReport, GateThresholds } from "./policy/gate/gate.ts";
export { NUMBER_GATE_CHECKS, NumberGateThresholds } from "./policy/gate/number-gate.ts";
export { SAMPLE_ENVIRONMENTS, type SampleEnvironment } from "./policy/logs/sample.ts";
export { DECISION_COLUMNS, type DecisionColumns } from "./policy/logs/table.ts";
export { limitsIn } from "./policy/numbers/check-limits.ts";
export { NumberLimits } from "./policy/numbers/limits.ts";
export { estimators } from "./policy/ope/estimators/index.ts";
export { FqeOptions } from "./policy/ope/fqe-options.ts";
export { PropensityOptions, RewardModelOptions } from "./policy/ope/model-options.ts";
export { parseActionRules } from "./recourse/rules.ts";
export { parseStagingRule } from "./risk/credit/staging.ts";
export { backtests } from "./risk/market/backtests/index.ts";
export { positionMethod, positionMethods } from "./risk/market/positions/methods/index.ts";
export { ForecasterSpec, PREDICTION_TARGETS, type PredictionTarget, parseForecaster } from "./risk/market/prediction/forecaster.ts";
export { type PositionRule, positionRules } from "./risk/market/prediction/position-rules.ts";
export { RETURN_KINDS, type ReturnKind } from "./risk/market/series.ts";
export { varMethod, varMethods } from "./risk/market/var/methods/index.ts";
export { checkVarContext } from "./risk/market/var/var-method.ts";
export { RANGE_MEASURES, type RangeMeasure } from "./risk/market/volatility/har/range-measures.ts";
export { volatilityModel, volatilityModels } from "./risk/market/volatility/models/index.ts";
export {
  type AverageAnnualLoss,
  averageAnnualLoss,
  type BusinessIndicator,
  BusinessIndicatorYear,
  standardisedApproach,
} from "./risk/operational/business-indicator.ts";
export { frequencies, frequencyOf } from "./risk/operational/frequency/index.ts";
export { assessIndicator, type KriReport } from "./risk/operational/key-risk-indicators.ts";
export { LossMapping, parseLossMapping } from "./risk/operational/register/loss-mapping.ts";
export { type ScenarioLaw, scenarioLaw } from "./risk/operational/scenario.ts";
export { severities, severityOf } from "./risk/operational/severity/index.ts";
export { type OperationalCell, OperationalSimulation, parseSimulation } from "./risk/operational/simulation-options.ts";
export { BUSINESS_LINES, EVENT_TYPES } from "./risk/operational/taxonomy.ts";
export { parseConstraints } from "./risk/portfolio/constraints.ts";
export { covarianceEstimators } from "./risk/portfolio/covariance/index.ts";
export { portfolioMethods } from "./risk/portfolio/methods/index.ts";
export { PortfolioOptions, parsePortfolioOptions } from "./risk/portfolio/portfolio-options.ts";
export { PortfolioWalkForwardOptions, parsePortfolioWalkForward } from "./risk/portfolio/walk-forward-options.ts";
export type { AdversarialReport, AttackResult } from "./robustness/adversarial.ts";
export type { PerturbationReport, PerturbationResult } from "./robustness/perturbations.ts";
export type { SeedVariation } from "./robustness/seed-variation.ts";
export type { WeakSpot } from "./robustness/weak-spots.ts";
export { derivedOptions } from "./search/derive-space.ts";
export { plannedEpochs, type Standing, standingOf } from "./search/halving.ts";
export { TUNABLE_OPTIONS } from "./search/resolve-space.ts";
export { resolveTuning, rungsOfSearch } from "./search/resolve-tuning.ts";
export { sampleTrials, withSettings } from "./search/sample-trials.ts";
export { isHigherBetter } from "./training/early-stopping.ts";
export { losses } from "./training/losses/index.ts";
export { checkOptions } from "./training/options.ts";
export { watchedMetrics } from "./training/watched-metrics.ts";
export type { AlternativesReport, AlternativeThresholds, TrainedAlternative } from "./trust/alternatives-report.ts";
export type { CalibrationSection } from "./trust/calibration-section.ts";
export type { ExplanationSection, FeatureDependence, FeatureDots, FeatureEffect } from "./trust/explanation-section.ts";
export type { NoveltySection } from "./trust/novelty-section.ts";
export type { RobustnessSection } from "./trust/robustness-section.ts";
export { TRUST_SECTIONS } from "./trust/sections.ts";
export type { SequenceMap } from "./trust/sequence-map.ts";
export type { TrustReport } from "./trust/trust-report.ts";
export type { AttributeFairness, ProxyFinding, VersionFairness } from "./trust/version-fairness.ts";
