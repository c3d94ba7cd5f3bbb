import type { ColumnSchema } from "@plimsoll/features";
import type {
  CreditPortfolioSpec,
  EngineName,
  KriImportSpec,
  MarketModel,
  OperationalFitSpec,
  OperationalSimulationSpec,
  PortfolioSpec,
  PredictionSpec,
  VarBacktestSpec,
  VolatilitySpec,
} from "@plimsoll/schema";
import type { ExpectationPlan } from "./data.ts";

/** What every run on a stored table of numbers is told. */
interface TableTask<Spec> {
  spec: Spec;
  datasetPath: string;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
}

export interface PortfolioTask extends TableTask<PortfolioSpec> {
  kind: "portfolio";
  /** Where net returns are written, if methods are compared over time. */
  outputPath: string;
}

/** What a study that may train networks is told; its forecasts are written to `outputPath`. */
interface MarketTask<Spec> extends TableTask<Spec> {
  engine: EngineName;
  outputPath: string;
  /** Where the fit that the version forecasts with is written. */
  fitPath: string;
}

export interface VolatilityTask extends MarketTask<VolatilitySpec> {
  kind: "volatility";
}

export interface VarBacktestTask extends MarketTask<VarBacktestSpec> {
  kind: "var-backtest";
}

export interface PredictionTask extends MarketTask<PredictionSpec> {
  kind: "prediction";
}

export interface MarketForecastTask extends Omit<TableTask<unknown>, "spec"> {
  kind: "market-forecast";
  model: MarketModel;
  /** The version's file, which holds its fit. */
  modelPath: string;
  engine: EngineName;
}

export interface CreditPortfolioTask extends TableTask<CreditPortfolioSpec> {
  kind: "credit-portfolio";
  /** Where every loan is written. */
  outputPath: string;
}

/** A loss register as it can be read again: the data set, and the mapping and moment of its import. */
export interface LossSource {
  datasetPath: string;
  columns: ColumnSchema[];
  mapping: Record<string, unknown>;
  /** ISO 8601. */
  now: string;
}

export interface LossImportTask extends LossSource {
  kind: "loss-import";
  expectations: ExpectationPlan | null;
  outputPath: string;
}

export interface LossFitTask {
  kind: "loss-fit";
  spec: OperationalFitSpec;
  source: LossSource;
  registerName: string;
  datasetPath: string;
  expectations: ExpectationPlan | null;
  outputPath: string;
}

export interface LossSimulateTask {
  kind: "loss-simulate";
  spec: OperationalSimulationSpec;
}

export interface KriImportTask extends TableTask<KriImportSpec> {
  kind: "kri-import";
  indicators: { id: string; name: string }[];
}
