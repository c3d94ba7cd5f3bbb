"use client";
import { Card } from "@/ui/Card.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import { MethodFields } from "../MethodFields.tsx";
import type { PortfolioSection } from "./section.ts";

const EXPECTED = [
  { value: "BAYES_STEIN", label: "Shrunk (Bayes-Stein)" },
  { value: "SAMPLE", label: "Sample means" },
];

export function AllocationSection({ draft, change, methods, errorAt }: PortfolioSection) {
  const { asks } = draft;
  return (
    <Card
      title={asks.allocation ? "Weights and estimates" : "Estimates"}
      description="The method's own parameters come from the method; the estimates serve the comparison too."
    >
      <FieldGrid>
        {asks.allocation ? (
          <MethodFields
            label="Method"
            methods={methods.portfolioMethods}
            choice={draft.method}
            onChange={(method) => change({ method })}
            errorAt={errorAt}
            path="allocation.method"
          />
        ) : null}
        <MethodFields
          label="Covariance"
          methods={methods.covarianceEstimators}
          choice={draft.covariance}
          onChange={(covariance) => change({ covariance })}
          errorAt={errorAt}
          path="allocation.covariance"
        />
        <SelectField
          label="Expected returns"
          value={draft.expectedReturns}
          options={EXPECTED}
          onChange={(value) => change({ expectedReturns: value === "SAMPLE" ? "SAMPLE" : "BAYES_STEIN" })}
          hint="For the methods that use them, and for the expected return that is shown."
        />
        <TextField
          label="Risk-free rate"
          numeric
          value={draft.riskFreeRate}
          onChange={(riskFreeRate) => change({ riskFreeRate })}
          hint="A year, decimal: 0.02."
          error={errorAt("riskFreeRate")}
        />
        <TextField
          label="Periods a year"
          numeric
          value={draft.periodsPerYear}
          onChange={(periodsPerYear) => change({ periodsPerYear })}
          hint="252 trading days, 52 weeks, 12 months."
          error={errorAt("periodsPerYear")}
        />
        {asks.allocation ? (
          <TextField
            label="Points of the frontier"
            numeric
            value={draft.frontierPoints}
            onChange={(frontierPoints) => change({ frontierPoints })}
            hint="Empty: no frontier."
            error={errorAt("frontierPoints")}
          />
        ) : null}
      </FieldGrid>
    </Card>
  );
}
