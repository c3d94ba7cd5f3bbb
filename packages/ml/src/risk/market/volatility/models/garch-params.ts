import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import { INNOVATION_NAMES } from "../../innovations/index.ts";

/** Parameters that several models of this folder share, with the same titles and bounds. */
export const shockLags = () => wholeNumber(1, [1, 10], "Shock lags (p)", "Past squared residuals in the variance.");
export const leverageLags = () => wholeNumber(1, [1, 10], "Leverage lags (o)", "Past residuals whose sign counts.");
export const varianceLags = () => wholeNumber(1, [1, 10], "Variance lags (q)", "Past variances in the variance.");
export const errorDistribution = () =>
  z
    .enum(INNOVATION_NAMES as [string, ...string[]], `must be one of ${INNOVATION_NAMES.join(", ")}`)
    .default("t")
    .meta({ title: "Errors", description: "Distribution of the standardised errors." });
export const meanModel = () =>
  z
    .enum(["constant", "zero"], "must be constant or zero")
    .default("constant")
    .meta({ title: "Mean", description: "Estimate a constant mean along, or take zero." });

/** Rows for a likelihood of so many parameters to have a maximum worth the name. */
export const garchRows = (nParameters: number): number => 60 + 10 * nParameters;
