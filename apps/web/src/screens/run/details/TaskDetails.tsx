"use client";
import type { EvaluationReport } from "@/lib/run-types.ts";
import { AnomalyDetails } from "./AnomalyDetails.tsx";
import { ClassesDetails } from "./ClassesDetails.tsx";
import { ErrorsDetails } from "./ErrorsDetails.tsx";
import { ForecastDetails } from "./ForecastDetails.tsx";

export type Details = NonNullable<EvaluationReport["details"]>;

/** What the report of a task that is not binary shows of the test rows. */
export function TaskDetails({ details: { classes, errors, forecast, anomaly }, target }: { details: Details; target: string }) {
  return (
    <>
      {classes ? <ClassesDetails classes={classes} /> : null}
      {forecast ? <ForecastDetails forecast={forecast} target={target} /> : null}
      {errors ? <ErrorsDetails errors={errors} target={target} /> : null}
      {anomaly ? <AnomalyDetails anomaly={anomaly} /> : null}
    </>
  );
}
