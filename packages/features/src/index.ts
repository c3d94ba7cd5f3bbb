export * from "./binning/monotone-bins.ts";
export * from "./binning/value-bins.ts";
export * from "./binning/weight-of-evidence.ts";
export * from "./binning/woe-bins.ts";
export * from "./cells.ts";
export * from "./drift/stability.ts";
export { checkExpectations, columnsOfSuite, failingCells, parseSuite, requireExpectations } from "./expectations/evaluate.ts";
export type { ExpectationKind } from "./expectations/expectation.ts";
export { expectationKind, expectationKinds } from "./expectations/index.ts";
export {
  auditFeatureSet,
  type ComputedFeatures,
  computeFeatures,
  planFeatures,
  type StageReport,
  tablesRead,
} from "./feature-sets/compute.ts";
export { FeatureSetDefinition, FeatureTable } from "./feature-sets/definition.ts";
export type { FeatureStage } from "./feature-sets/stage.ts";
export { featureStages } from "./feature-sets/stages/index.ts";
export { carveValidation, cutFolds, type Fold, type FoldRequest, validationFolds } from "./folds/index.ts";
export {
  CompanyIndicators,
  type CompanyIndicatorsInput,
  type CompanyIndicatorsResult,
  companyIndicators,
} from "./indicators/financial/company-indicators.ts";
export { financialIndicator, financialIndicators } from "./indicators/financial/index.ts";
export type { FinancialGroup, FinancialIndicator, FinancialUnit } from "./indicators/financial/indicator.ts";
export { type ItemName, type ItemRef, STATEMENT_ITEMS } from "./indicators/financial/items.ts";
export { marketIndicatorKind, marketIndicatorKinds } from "./indicators/market/index.ts";
export type { AnyMarketIndicator, MarketGroup, MarketReads } from "./indicators/market/indicator.ts";
export { MarketFeature, MarketIndicators, type MarketIndicatorsInput, marketIndicators } from "./indicators/market/market-indicators.ts";
export { type AuditedTable, auditLeakage, type LeakageAuditOptions, type LeakageReport } from "./joins/leakage-audit.ts";
export { type JoinResult, PointInTimeJoin, type PointInTimeJoinInput, pointInTimeJoin } from "./joins/point-in-time-join.ts";
export { levelCounts } from "./order-statistics.ts";
export { type EntityCodes, entityCodes } from "./ordering/keys.ts";
export * from "./pipeline/lineage.ts";
export * from "./pipeline/pipeline.ts";
export * from "./pipeline/plan.ts";
export {
  cellsOf,
  type PreviewedColumns,
  type PreviewedStep,
  previewedFeatures,
  previewPipeline,
  SHOWN_COLUMNS,
} from "./pipeline/preview.ts";
export * from "./pipeline/reference.ts";
export * from "./pipeline/row-stage.ts";
export * from "./random.ts";
export * from "./records.ts";
export { rowStep, rowSteps } from "./row-steps/index.ts";
export type { RowStep } from "./row-steps/row-step.ts";
export * from "./select.ts";
export { type HistoryRequest, type HistoryRows, historyRows } from "./sequences/history-rows.ts";
export {
  historyInputs,
  horizonTargets,
  openHistory,
  type ScoredHistory,
  shortHistories,
  widenHistory,
  wideSequence,
} from "./sequences/widen-history.ts";
export { type RowSplit, type SplitRequest, splitRows } from "./split.ts";
export * from "./table.ts";
export * from "./target.ts";
export { suspectLeaks } from "./target-leaks.ts";
export { timeValues } from "./time-values.ts";
export { transform, transforms } from "./transforms/index.ts";
export type { FitContext, FitModel, FitTarget, Json, JsonObject, MissingPolicy, ModelRows, Transform } from "./transforms/transform.ts";
export { windowKind, windowKinds } from "./windows/kinds/index.ts";
export type { AnyWindowKind, WindowReads } from "./windows/kinds/kind.ts";
export { type WindowResult, windowFeatures } from "./windows/window-features.ts";
export { WindowFeature, WindowSpec, type WindowSpecInput } from "./windows/window-spec.ts";
export { WindowState, WindowStateJson } from "./windows/window-state.ts";
