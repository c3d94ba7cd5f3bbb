export type { Architecture } from "./architectures/architecture.ts";
export { architecture, architectures } from "./architectures/index.ts";
export type { BaselineDefinition, BaselineInput, BaselineModel, BaselineRows, Matrix, RawMatrix } from "./baselines/baseline.ts";
export { type BoostedTreesInput, fitBoostedTrees } from "./baselines/boosted-trees/fit-boosted-trees.ts";
export { baseline, baselines, baselinesOf, fitBaseline } from "./baselines/index.ts";
export { fitLogistic, type LogisticInput, type LogisticModel, predictLogistic } from "./baselines/logistic.ts";
export {
  type BundleParts,
  classCount,
  lossContext,
  type ModelBundle,
  type ModelManifest,
  readBundle,
  writeBundle,
} from "./bundle/bundle.ts";
export { replayDifference } from "./bundle/replay-difference.ts";
export { weightHash } from "./bundle/weight-hash.ts";
export type { AnyCalibrator, CalibrationMap, CalibrationRows } from "./calibration/calibrator.ts";
export {
  conformalQuantile,
  intervalCoverage,
  type PredictionIntervals,
  quantileIntervals,
  quantileMargin,
  residualHalfWidth,
  residualIntervals,
} from "./calibration/conformal.ts";
export { fitPredictionSets, predictionSets, SET_KINDS, type SetInput, type SetKind, type SetRule } from "./calibration/conformal-sets.ts";
export { binomialTest, type GradeReport, type GradeResult, gradeReport } from "./calibration/grade-report.ts";
export { type HosmerLemeshow, hosmerLemeshow } from "./calibration/hosmer-lemeshow.ts";
export { Calibration, calibrators, checkCalibration, fitCalibration, openCalibration } from "./calibration/index.ts";
export { fitIntervalRule, type IntervalRows, IntervalRule, intervalOf, type PredictionInterval } from "./calibration/interval-rule.ts";
export {
  buildMasterScale,
  gradeOf,
  MasterScale,
  type MasterScaleOptions,
  parseMasterScale,
  RatingGrade,
} from "./calibration/master-scale.ts";
export { calibrationMetrics } from "./calibration/metrics.ts";
export { type BrierDecomposition, brierDecomposition, equalCountBins, type ReliabilityBin } from "./calibration/reliability.ts";
export { type CalibrationReport, calibrationReport } from "./calibration/report.ts";
export { type ComparedFold, compareModels } from "./comparison/compare-models.ts";
export { comparedMetric } from "./comparison/compared-metric.ts";
export { type CorrectedT, correctedResampledT } from "./comparison/corrected-t.ts";
export type { RowDependence } from "./comparison/resample.ts";
export { simplestFirst, verdictOf } from "./comparison/verdict.ts";
export type { Engine } from "./engine/engine.ts";
export { trainingEnvironment } from "./engine/environment.ts";
export { loadEngine } from "./engine/load.ts";
export type { NamedWeight } from "./engine/network.ts";
export { aucAdvantage, logLosses, lossAdvantage } from "./evaluation/advantage.ts";
export { type BinaryEvaluation, evaluateBinary } from "./evaluation/binary.ts";
export type { BootstrapOptions } from "./evaluation/bootstrap.ts";
export { delongAuc, delongTest } from "./evaluation/delong.ts";
export { reportDetails } from "./evaluation/details/report-details.ts";
export { naiveScale } from "./evaluation/forecast.ts";
export { type JudgedRows, type Judging, judge, medianOf } from "./evaluation/judge.ts";
export { evaluateMulticlass, type MulticlassEvaluation } from "./evaluation/multiclass.ts";
export { diagnoseFit, type FitEvidence } from "./evaluation/overfit.ts";
export { auc } from "./evaluation/ranking.ts";
export { evaluateRegression, type RegressionEvaluation } from "./evaluation/regression.ts";
export { buildReport } from "./evaluation/report.ts";
export { type Confusion, confusionAt } from "./evaluation/threshold.ts";
export { type AccumulatedEffects, accumulatedEffects, type EffectsOptions } from "./explanation/accumulated-effects.ts";
export {
  type Attributions,
  type ExplainedModel,
  explainedModel,
  likeliestClasses,
} from "./explanation/attributions.ts";
export {
  BACKGROUND_KINDS,
  type Background,
  type BackgroundInput,
  type BackgroundKind,
  chooseBackground,
} from "./explanation/background.ts";
export { completeness, type EncodedAttributions, type GradientModel } from "./explanation/encoded-attributions.ts";
export type { ExplainerDefinition, ExplainOptions } from "./explanation/explainer.ts";
export { type ExplainedFeature, explainedFeatures, type FeatureMap, featureMap } from "./explanation/features.ts";
export { referenceBackground } from "./explanation/gradient-explainers.ts";
export { explainer, explainers } from "./explanation/index.ts";
export { type Interaction, type InteractionOptions, interactions } from "./explanation/interaction.ts";
export { type AdditiveShapley, linearShapley, scorecardShapley } from "./explanation/linear-shapley.ts";
export { modelBackground } from "./explanation/model-background.ts";
export { type DependenceOptions, type PartialDependence, partialDependence } from "./explanation/partial-dependence.ts";
export { type PathInput, pathAttributions } from "./explanation/path-attributions.ts";
export { type FeatureImportance, type ImportanceOptions, permutationImportance } from "./explanation/permutation-importance.ts";
export {
  mappedReasons,
  mappingGaps,
  parseReasonMapping,
  type ReasonValues,
  type SpokenReason,
} from "./explanation/reason-mapping.ts";
export { type ReasonQuality, type ReasonQualityOptions, reasonQuality } from "./explanation/reason-quality.ts";
export { reasonValues } from "./explanation/reason-values.ts";
export { MOST_REASONS, type PrincipalReason, principalReasons } from "./explanation/reasons.ts";
export { type SampledInput, sampledAttributions } from "./explanation/sampled-attributions.ts";
export { exactShapley, type KernelOptions, kernelShapley, type Worth } from "./explanation/shapley.ts";
export { type CellValue, SCALES, type Scale, type TableModel, tableModel } from "./explanation/table-model.ts";
export { type TreeShapOptions, treeShap } from "./explanation/tree-shap.ts";
export {
  type Alternative,
  type AlternativeSearch,
  type FairTraining,
  type FairTrainings,
  fairTrainings,
  type Judgement,
  type SearchOptions,
  searchAlternatives,
  trainFairly,
} from "./fairness/alternatives.ts";
export { type DisparityInput, disparityAt } from "./fairness/disparity.ts";
export { fairnessPenalty } from "./fairness/fairness-penalty.ts";
export { GROUP_METRICS, type GroupMetric } from "./fairness/group-metrics.ts";
export { type GroupReport, type GroupReportInput, type GroupResult, type GroupValue, groupReport } from "./fairness/group-report.ts";
export { type Grouping, groupsOf, intersectionOf, MISSING_GROUP, rowsByGroup } from "./fairness/groups.ts";
export {
  type Finding,
  fairnessPolicies,
  fairnessPolicy,
  judgeGroups,
  parseFairnessPolicy,
  type Verdict,
} from "./fairness/policies.ts";
export { type ProxyInput, type ProxyResult, proxyTest } from "./fairness/proxy-test.ts";
export { equalRatesPValue } from "./fairness/rate-tests.ts";
export { reweighed } from "./fairness/reweighing.ts";
export {
  type ChosenThresholds,
  fairThresholds,
  type ThresholdInput,
} from "./fairness/threshold-optimizer.ts";
export type { Agent, AgentSource, SourceKind } from "./policy/agents/agent.ts";
export { hedgeSettingOf } from "./policy/agents/deep-hedge.ts";
export { agent, agents } from "./policy/agents/index.ts";
export { type PolicyTrainRequest, type TrainedPolicy, trainPolicy } from "./policy/agents/train-policy.ts";
export { type BanditLearner, linearBandit } from "./policy/bandits/linear-bandit.ts";
export { almgrenChriss, type ExecutionSetting, executionCost } from "./policy/closed-form/almgren-chriss.ts";
export { blackScholes } from "./policy/closed-form/black-scholes.ts";
export { hestonCall } from "./policy/closed-form/heston.ts";
export { mertonWeights, minimumVarianceWeights } from "./policy/closed-form/portfolio.ts";
export {
  type AnyEnv,
  type ContinuousEnv,
  type DiscreteEnv,
  type Env,
  type EnvDefinition,
  isDiscrete,
  type Space,
  type StepResult,
} from "./policy/env.ts";
export { creditLossOf } from "./policy/environments/credit-limit.ts";
export { environment, environments } from "./policy/environments/index.ts";
export {
  type Applicant,
  type ConstraintReason,
  ConstraintSet,
  type ConstraintUsage,
  constraintSet,
  type Guard,
  type GuardedDecision,
  guardPolicy,
  noUsage,
  priceLadderFor,
  type SeenCounts,
  seenCounts,
} from "./policy/gate/constraints.ts";
export { type DeclineReason, type DeclineReasonOptions, declineReasons } from "./policy/gate/decline-reasons.ts";
export { type FairnessReport, fairnessReport } from "./policy/gate/fairness.ts";
export {
  type GateCheck,
  type GateEvidence,
  type GateOverride,
  type GateReport,
  GateThresholds,
  overrideGate,
  runGate,
} from "./policy/gate/gate.ts";
export { guardedChances } from "./policy/gate/guarded-chances.ts";
export { type NumberEvidence, NumberGateThresholds, runNumberGate } from "./policy/gate/number-gate.ts";
export { type ReplayReport, replayDecisions } from "./policy/gate/replay.ts";
export { monthlySums, type TailReport, tailReport } from "./policy/gate/tail.ts";
export { type Hedge, type HedgeSetting, hedgeLosses, hedgeSetting, simulatePaths } from "./policy/hedging/market.ts";
export { type HedgeFigures, type HedgeReport, hedgeGain, hedgeReport } from "./policy/hedging/report.ts";
export { RiskMeasure } from "./policy/hedging/risk-measures.ts";
export { hedgeStdBound } from "./policy/hedging/std-bound.ts";
export {
  type DecisionLog,
  decisionLog,
  type LoggedDecision,
  labelAt,
  labels,
  matured,
  selectDecisions,
} from "./policy/logs/decision-log.ts";
export { SAMPLE_ENVIRONMENTS, type SampleEnvironment, sampleLog } from "./policy/logs/sample.ts";
export { type DecisionColumns, decisionColumns, decisionsFromTable, decisionsToTable } from "./policy/logs/table.ts";
export { chancesOf, playEpisodes, type Trajectories, trajectoriesOf } from "./policy/logs/trajectories.ts";
export { limitsIn } from "./policy/numbers/check-limits.ts";
export { type Desk, deskOf } from "./policy/numbers/desk.ts";
export { type ExecutionEvidence, executionEvidence } from "./policy/numbers/execution-evidence.ts";
export { guardNumber, isUnseen, type NumberDecision, numberReasons, type SeenRange } from "./policy/numbers/guard-number.ts";
export { limitedHedge, watchedHedge } from "./policy/numbers/hedge-evidence.ts";
export { NUMBER_REASONS, NumberLimits, type NumberReason, numberLimits } from "./policy/numbers/limits.ts";
export { type CurveBand, type CurvePoint, curveBands, greedyReturns } from "./policy/online/curve.ts";
export { bootstrapEstimates, type EstimateIntervals } from "./policy/ope/bootstrap.ts";
export { type Estimate, type Estimator, estimate, summarise } from "./policy/ope/estimator.ts";
export { estimatorOf, estimators } from "./policy/ope/estimators/index.ts";
export { type EvaluationReport, type EvaluationRequest, evaluatePolicy, type WeightReport, weightReport } from "./policy/ope/evaluate.ts";
export { type FqeResult, fittedQEvaluation } from "./policy/ope/fqe.ts";
export { type EstimatedPropensities, estimatePropensities, type PropensityDiagnostics } from "./policy/ope/propensity.ts";
export { type OpeRows, prepareRows } from "./policy/ope/rows.ts";
export { estimateSequential, type SequentialRows, sequentialEstimators, sequentialRows } from "./policy/ope/sequential.ts";
export type { ExecutionPolicy } from "./policy/policies/execution.ts";
export { type PolicyFile, readPolicy, writePolicy } from "./policy/policies/file.ts";
export type { HedgePolicy } from "./policy/policies/hedge.ts";
export type { ContinuousPolicy, Decision, DiscretePolicy, Policy, PolicySchema } from "./policy/policies/policy.ts";
export { modelPolicy } from "./policy/policies/tabular.ts";
export { type ActionMap, type ActionMapRequest, actionMap } from "./policy/reports/action-map.ts";
export { type OracleGap, oracleGap } from "./policy/reports/oracle-gap.ts";
export { evaluateTabularPolicy } from "./policy/tabular/evaluate.ts";
export { deterministic, type TabularModel, tabularModel, uniformPolicy } from "./policy/tabular/model.ts";
export { solveConstrained } from "./policy/tabular/occupancy.ts";
export { policyIteration, solveFiniteHorizon, valueIteration } from "./policy/tabular/solve.ts";
export { decisionModel } from "./recourse/decision-model.ts";
export { type NarrowedRules, narrowRules } from "./recourse/narrow-rules.ts";
export { type DecisionModel, type Recourse, type RecourseOptions, type RecoursePlan, recourse } from "./recourse/recourse.ts";
export { ColumnScale, columnScales, parseActionRules } from "./recourse/rules.ts";
export { creditPortfolio } from "./risk/credit/credit-portfolio.ts";
export { fitDiscreteHazard, type HazardModel, personPeriods, predictTermStructure } from "./risk/credit/discrete-hazard.ts";
export { type EclLoan, type EclReport, eclPortfolio } from "./risk/credit/ecl-portfolio.ts";
export {
  allowanceOf,
  type EclExposure,
  type EclScenario,
  expectedCreditLoss,
  type WeightedEcl,
} from "./risk/credit/expected-credit-loss.ts";
export { IRB_CLASSES, type IrbCapital, type IrbExposure, irbCapital } from "./risk/credit/irb.ts";
export { hazardsOfCumulative, type PdTermStructure, scaledHazards, termStructureOf } from "./risk/credit/pd-term-structure.ts";
export { parseStagingRule, type Stage, StagingRule, stageOf } from "./risk/credit/staging.ts";
export { harrellConcordance, kaplanMeier, type SurvivalStep } from "./risk/credit/survival.ts";
export { cohortMatrix, cumulativeDefault, durationMatrix, transitionOver } from "./risk/credit/transition-matrix.ts";
export { type VintageCurve, type VintageLoan, vintageCurves } from "./risk/credit/vintage.ts";
export type { Backtest, BacktestContext, BacktestResult, TestSize } from "./risk/market/backtests/backtest.ts";
export type { VarForecasts } from "./risk/market/backtests/hits.ts";
export { backtest, backtests } from "./risk/market/backtests/index.ts";
export { type BacktestReport, backtestReport } from "./risk/market/backtests/report.ts";
export { fz0Losses, pinballLosses } from "./risk/market/backtests/scores.ts";
export { type TrafficLight, trafficLight } from "./risk/market/backtests/traffic-light.ts";
export { type DieboldMariano, dieboldMariano } from "./risk/market/diebold-mariano.ts";
export { type Estimates, keptEstimates, newEstimates } from "./risk/market/estimates.ts";
export { type ScheduledFit, scheduledFit } from "./risk/market/fit-schedule.ts";
export { type ConfidenceSetMember, modelConfidenceSet } from "./risk/market/model-confidence-set.ts";
export { positionMethod, positionMethods } from "./risk/market/positions/methods/index.ts";
export type { PositionBook } from "./risk/market/positions/position-book.ts";
export type { PositionMethod } from "./risk/market/positions/position-method.ts";
export {
  type AssetRisk,
  type BookRisk,
  type LossHistogram,
  type PositionRisk,
  type PositionRiskRequest,
  positionRisk,
} from "./risk/market/positions/position-risk.ts";
export {
  type HistoricalStress,
  type ShockStress,
  type StressResult,
  type StressScenario,
  stressBook,
  type WorstStretch,
  worstStretches,
} from "./risk/market/positions/stress.ts";
export { ForecasterSpec, PREDICTION_TARGETS, type PredictionTarget, parseForecaster } from "./risk/market/prediction/forecaster.ts";
export type { InformationCoefficient, ScoredRow } from "./risk/market/prediction/information-coefficient.ts";
export type { LeakageAudit, LeakageFinding } from "./risk/market/prediction/leakage-audit.ts";
export { type NewestScores, newestScores, StoredForecaster } from "./risk/market/prediction/newest-scores.ts";
export type { PanelSpec } from "./risk/market/prediction/panel.ts";
export { type PositionRule, positionRules } from "./risk/market/prediction/position-rules.ts";
export { type PredictionRequest, type PredictionStudy, predictMarket } from "./risk/market/prediction/predict-market.ts";
export type { PredictionWindow } from "./risk/market/prediction/samples.ts";
export { type SharpeSignificance, sharpeSignificance } from "./risk/market/prediction/sharpe-significance.ts";
export type { StrategyResult } from "./risk/market/prediction/strategy-backtest.ts";
export { checkSeries, type MarketSeries, RETURN_KINDS, type ReturnKind, type ReturnSeries, returnsOf } from "./risk/market/series.ts";
export { continuedSeries, StoredSeries } from "./risk/market/stored-series.ts";
export { varMethod, varMethods } from "./risk/market/var/methods/index.ts";
export { fitParetoTail, lossThresholds, type ParetoTail } from "./risk/market/var/pareto-tail.ts";
export type { FittedVar, TailForecasts, VarContext, VarMethod } from "./risk/market/var/var-method.ts";
export { type MethodForecasts, type StudiedMethod, studyVar, type VarStudy, type VarStudyRequest } from "./risk/market/var/var-study.ts";
export { type FittedParameter, fitGarch, type GarchFit } from "./risk/market/volatility/garch/garch-fit.ts";
export { measureOf, type OhlcPrices, RANGE_MEASURES, type RangeMeasure } from "./risk/market/volatility/har/range-measures.ts";
export { volatilityModel, volatilityModels } from "./risk/market/volatility/models/index.ts";
export type { FittedVolatility, VolatilityContext, VolatilityModel } from "./risk/market/volatility/volatility-model.ts";
export {
  type StudiedModel,
  studyVolatility,
  type VolatilityForecasts,
  type VolatilityStudy,
  type VolatilityStudyRequest,
} from "./risk/market/volatility/volatility-study.ts";
export type { WalkForwardWindow } from "./risk/market/walk-forward.ts";
export { fourierAggregate } from "./risk/operational/aggregate/fourier.ts";
export type { SimulatedFigure } from "./risk/operational/aggregate/order-statistics.ts";
export { panjerAggregate } from "./risk/operational/aggregate/panjer.ts";
export { singleLossApproximation } from "./risk/operational/aggregate/single-loss.ts";
export {
  type BusinessIndicator,
  indicatorComponent,
  StandardisedApproach,
  standardisedApproach,
} from "./risk/operational/business-indicator.ts";
export { type CapitalInterval, capitalInterval } from "./risk/operational/capital-interval.ts";
export { compareSeverities, type SeverityCandidate } from "./risk/operational/compare-severities.ts";
export { Dependence } from "./risk/operational/dependence.ts";
export { type CellFitOptions, fitCell } from "./risk/operational/fit-cell.ts";
export { dispersionTest, fitFrequency } from "./risk/operational/fit-frequency.ts";
export { fitSeverity, type SeverityFit, type SeverityInput } from "./risk/operational/fit-severity.ts";
export { frequencies, frequencyOf } from "./risk/operational/frequency/index.ts";
export { type GoodnessOfFit, goodnessOfFit } from "./risk/operational/goodness-of-fit.ts";
export { InsurancePolicy } from "./risk/operational/insurance.ts";
export { assessIndicator, KeyRiskIndicator, type KriReport } from "./risk/operational/key-risk-indicators.ts";
export { LossModel } from "./risk/operational/loss-model.ts";
export { importLosses, type LossImport, type LossIssue } from "./risk/operational/register/import-losses.ts";
export { LossMapping, parseLossMapping } from "./risk/operational/register/loss-mapping.ts";
export {
  type CellLosses,
  cellLosses,
  type LossRegister,
  type LossSelection,
  lossMatrix,
  type YearlyLosses,
  yearlyLosses,
} from "./risk/operational/register/loss-register.ts";
export { combinedLognormal, combinedRate, Scenario, type ScenarioLaw, scenarioLaw } from "./risk/operational/scenario.ts";
export { severities, severityOf } from "./risk/operational/severity/index.ts";
export { type OperationalCapital, simulateCapital } from "./risk/operational/simulate.ts";
export { OperationalSimulation, parseSimulation } from "./risk/operational/simulation-options.ts";
export { BUSINESS_LINES, type BusinessLine, EVENT_TYPES, type EventType } from "./risk/operational/taxonomy.ts";
export { type ThresholdDiagnostics, thresholdDiagnostics } from "./risk/operational/threshold-diagnostics.ts";
export { type Allocation, allocate } from "./risk/portfolio/allocate.ts";
export { comparePerformance, type MetricDifference, type MetricInterval } from "./risk/portfolio/block-bootstrap.ts";
export { PortfolioConstraints } from "./risk/portfolio/constraints.ts";
export { covarianceEstimator, covarianceEstimators } from "./risk/portfolio/covariance/index.ts";
export { type EfficientFrontier, efficientFrontier, type FrontierPoint } from "./risk/portfolio/efficient-frontier.ts";
export { portfolioMethod, portfolioMethods } from "./risk/portfolio/methods/index.ts";
export type { PortfolioMethod } from "./risk/portfolio/methods/method.ts";
export { PERFORMANCE_METRICS, type Performance, performanceOf, wealthOf } from "./risk/portfolio/performance.ts";
export { PortfolioOptions, parsePortfolioOptions } from "./risk/portfolio/portfolio-options.ts";
export { type AssetReturns, returnsOfPrices } from "./risk/portfolio/returns.ts";
export { type PortfolioWalkForwardReport, walkForwardPortfolios } from "./risk/portfolio/walk-forward.ts";
export { PortfolioWalkForwardOptions, parsePortfolioWalkForward } from "./risk/portfolio/walk-forward-options.ts";
export type { RiskProgress, RunControl } from "./risk/run-control.ts";
export { dayText, type SeriesSelection, type SeriesTable, seriesOf } from "./risk/series-table.ts";
export {
  type AdversarialInput,
  type AdversarialReport,
  ATTACKS,
  type Attack,
  type AttackResult,
  adversarialReport,
} from "./robustness/adversarial.ts";
export type { NoveltyDefinition, NoveltyState } from "./robustness/novelty.ts";
export {
  type FittedNovelty,
  fitNovelty,
  type Novelty,
  NoveltyCalibration,
  type NoveltyDetector,
  type NoveltyInput,
  noveltyKinds,
  openNovelty,
} from "./robustness/novelty-detector.ts";
export {
  type PerturbationOptions,
  type PerturbationReport,
  type PerturbationResult,
  perturbationReport,
} from "./robustness/perturbations.ts";
export { type SeedOptions, type SeedVariation, seedVariation } from "./robustness/seed-variation.ts";
export { type WeakSpot, type WeakSpotOptions, weakSpots } from "./robustness/weak-spots.ts";
export { plannedEpochs, type Standing, standingOf } from "./search/halving.ts";
export { resolveTuning, rungsOfSearch } from "./search/resolve-tuning.ts";
export { sampleTrials, withSettings } from "./search/sample-trials.ts";
export type { TensorBatchSource } from "./training/batches.ts";
export { type Checkpoint, type HistoryEntry, readCheckpoint } from "./training/checkpoint.ts";
export { isHigherBetter } from "./training/early-stopping.ts";
export { lossFor } from "./training/losses/index.ts";
export { checkOptions } from "./training/options.ts";
export type { BatchPenalty } from "./training/penalty.ts";
export { loadPredictor, type MarginGradients, type Outputs, type Predictor, type Scores } from "./training/predictor.ts";
export type { EpochReport, MetricEntry, TrainedNetwork, TrainRequest } from "./training/request.ts";
export { scoreDistribution, shareOf } from "./training/score-distribution.ts";
export { train } from "./training/train.ts";
export type { AlternativesReport, AlternativeThresholds, TrainedAlternative } from "./trust/alternatives-report.ts";
export type { CalibrationSection } from "./trust/calibration-section.ts";
export type { ExplanationSection, FeatureDependence, FeatureDots, FeatureEffect } from "./trust/explanation-section.ts";
export { type JudgedVersion, judgedVersion, type VersionRows } from "./trust/judged-version.ts";
export type { NoveltySection } from "./trust/novelty-section.ts";
export type { RobustnessSection } from "./trust/robustness-section.ts";
export { TRUST_SECTIONS, type TrustSection } from "./trust/sections.ts";
export type { SequenceMap } from "./trust/sequence-map.ts";
export { type TrustOptions, type TrustReport, trustReport } from "./trust/trust-report.ts";
export { type AttributeFairness, type ProxyFinding, type VersionFairness, versionFairness } from "./trust/version-fairness.ts";
