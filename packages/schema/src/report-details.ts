/** Of MULTICLASS: which class is taken for which. */
export interface ClassesDetails {
  labels: string[];
  /** Rows of the class of the line that were given the class of the column. */
  confusion: number[][];
  classes: {
    label: string;
    /** Rows that are of the class, and rows that were given it. */
    nRows: number;
    nPredicted: number;
    /** Null where nothing was given the class. */
    precision: number | null;
    /** Null where nothing is of the class. */
    recall: number | null;
    f1: number | null;
    /** Of the class against the others together; null where the rows are all or none of it. */
    auc: number | null;
  }[];
}

/** Of REGRESSION and FORECAST: how far answers are off; error = actual - predicted, in the target's unit. */
export interface ErrorsDetails {
  nRows: number;
  /** Rows evenly spread over the order of their predictions, at most 600. */
  points: { predicted: number; actual: number }[];
  /** Mean error: above 0 the model answers too low. */
  bias: number;
  /** ddof 1; 0 for one row. */
  standardDeviation: number;
  quantiles: { level: number; error: number }[];
  histogram: { low: number; high: number; count: number }[];
  /** Tenths of the rows by their prediction, with the 95 % interval of the mean actual value. */
  tenths: { meanPredicted: number; meanActual: number; low: number; high: number; count: number }[];
}

/** Of FORECAST: the test rows in order of time. */
export interface ForecastDetails {
  nRows: number;
  /** Whether `at` is milliseconds since 1970, a number of the time column, or the row's place. */
  axis: "TIME" | "NUMBER" | "ROW";
  /** At most 1,000 rows; every n-th of more. `low` and `high` are the outer quantiles, where the loss gives them. */
  points: { at: number; actual: number; predicted: number; low: number | null; high: number | null }[];
  /** Of the errors; beyond `bound` in size the errors of neighbouring rows are alike, and something is left to learn. */
  autocorrelation: { lag: number; value: number }[];
  bound: number;
}

/** Of ANOMALY: how the scores lie. */
export interface AnomalyDetails {
  nRows: number;
  /** Null where no labels are known. */
  nAnomalies: number | null;
  nAlerts: number;
  /** The lowest score that is an alert; null where there is none. */
  alertsFrom: number | null;
  /** Bins of equal width in the score, or in its logarithm where scores differ by more than a hundredfold. */
  isLogarithmic: boolean;
  /** `anomalies` is null where no labels are known; the others are then all rows. */
  histogram: { low: number; high: number; others: number; anomalies: number | null }[];
  /** What alerts on the strangest share of the rows would find; empty without labels of both kinds. */
  shares: { share: number; nAlerts: number; precision: number; recall: number }[];
}

/** What the plots of BINARY do not show of the other tasks, computed once by the worker; null where it does not apply. */
export interface ReportDetails {
  classes: ClassesDetails | null;
  errors: ErrorsDetails | null;
  forecast: ForecastDetails | null;
  anomaly: AnomalyDetails | null;
}
