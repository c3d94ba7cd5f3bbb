import type { CalibrationReport, CalibrationSection, GradeReport, GradeResult, ReliabilityBin } from "@plimsoll/ml/catalog";
import { builder } from "../builder.ts";

const Decile = builder.objectRef<ReliabilityBin>("ReliabilityBin").implement({
  description: "Rows of neighbouring probability: what was predicted, and what happened with Wilson's 95 % interval.",
  fields: (t) => ({
    count: t.expose("count", { type: "BigInt" }),
    events: t.expose("events", { type: "BigInt" }),
    lowest: t.exposeFloat("lowest", { description: "Lowest probability in the bin." }),
    highest: t.exposeFloat("highest"),
    meanPredicted: t.exposeFloat("meanPredicted"),
    observedRate: t.exposeFloat("observedRate"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
  }),
});

const BrierParts = builder.objectRef<CalibrationReport["decomposition"]>("BrierDecomposition").implement({
  description: "reliability - resolution + uncertainty + withinBins is the Brier score.",
  fields: (t) => ({
    reliability: t.exposeFloat("reliability", { description: "Lower is better." }),
    resolution: t.exposeFloat("resolution", { description: "Higher is better." }),
    uncertainty: t.exposeFloat("uncertainty"),
    withinBins: t.exposeFloat("withinBins"),
  }),
});

const HosmerLemeshow = builder.objectRef<NonNullable<CalibrationReport["hosmerLemeshow"]>>("HosmerLemeshow").implement({
  fields: (t) => ({
    statistic: t.exposeFloat("statistic"),
    degreesOfFreedom: t.exposeInt("degreesOfFreedom"),
    pValue: t.exposeFloat("pValue"),
    groups: t.exposeInt("groups"),
  }),
});

const Spiegelhalter = builder.objectRef<NonNullable<CalibrationReport["spiegelhalter"]>>("Spiegelhalter").implement({
  fields: (t) => ({ z: t.exposeFloat("z"), pValue: t.exposeFloat("pValue", { description: "Two-sided." }) }),
});

const Report = builder.objectRef<CalibrationReport>("CalibrationReport").implement({
  description: "How true probabilities are on the test rows.",
  fields: (t) => ({
    nRows: t.expose("nRows", { type: "BigInt" }),
    nEvents: t.expose("nEvents", { type: "BigInt" }),
    meanPredicted: t.exposeFloat("meanPredicted"),
    observedRate: t.exposeFloat("observedRate"),
    slope: t.exposeFloat("slope", { nullable: true, description: "1 when true; below 1 = too extreme. Null where it has no value." }),
    intercept: t.exposeFloat("intercept", { nullable: true, description: "0 when true." }),
    ece: t.exposeFloat("ece", { description: "Expected calibration error over ten bins of equally many rows." }),
    eceEqualWidth: t.exposeFloat("eceEqualWidth"),
    eceByChance: t.exposeFloat("eceByChance", { description: "What `ece` would be if every probability were true." }),
    mce: t.exposeFloat("mce", { description: "Largest gap of a bin of equal width." }),
    brier: t.exposeFloat("brier"),
    decomposition: t.expose("decomposition", { type: BrierParts }),
    hosmerLemeshow: t.expose("hosmerLemeshow", { type: HosmerLemeshow, nullable: true }),
    spiegelhalter: t.expose("spiegelhalter", { type: Spiegelhalter, nullable: true }),
    deciles: t.expose("deciles", { type: [Decile], description: "Ten bins of equally many rows, ascending; the points of the curve." }),
  }),
});

const Grade = builder.objectRef<GradeResult>("GradeResult").implement({
  description: "A rating grade on the test rows; nulls where it has no rows.",
  fields: (t) => ({
    name: t.exposeString("name"),
    from: t.exposeFloat("from"),
    to: t.exposeFloat("to"),
    pd: t.exposeFloat("pd", { description: "What the grade stands for." }),
    count: t.expose("count", { type: "BigInt" }),
    events: t.expose("events", { type: "BigInt" }),
    meanPredicted: t.exposeFloat("meanPredicted", { nullable: true }),
    observedRate: t.exposeFloat("observedRate", { nullable: true }),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
    pTooLow: t.exposeFloat("pTooLow", { nullable: true, description: "P(at least so many events): small = the PD is too low." }),
    pTooHigh: t.exposeFloat("pTooHigh", { nullable: true }),
    pValue: t.exposeFloat("pValue", { nullable: true, description: "Exact two-sided binomial test." }),
    pAdjusted: t.exposeFloat("pAdjusted", { nullable: true, description: "After Holm's correction for the number of grades." }),
    jeffreys: t.exposeFloat("jeffreys", { nullable: true, description: "Jeffreys test of the PD being too low." }),
  }),
});

const Grades = builder.objectRef<GradeReport & { scaleFrom: string }>("GradeReport").implement({
  description: "Observed against expected defaults by grade of a master scale.",
  fields: (t) => ({
    grades: t.expose("grades", { type: [Grade], complexity: { field: 1, multiplier: 10 } }),
    isMonotone: t.exposeBoolean("isMonotone", { description: "Observed rates rise from grade to grade." }),
    concentration: t.exposeFloat("concentration", { description: "Herfindahl index of the rows: 1 = all in one grade." }),
    scaleFrom: t.exposeString("scaleFrom", { description: "GIVEN, or the rows that the scale was built from: VALIDATION or TRAIN." }),
  }),
});

const Coverage = builder.objectRef<NonNullable<CalibrationSection["coverage"]>>("IntervalCoverage").implement({
  description: "How many test values lie within a number's intervals, with Wilson's 95 % interval of that share.",
  fields: (t) => ({
    level: t.exposeFloat("level", { description: "What is promised." }),
    covered: t.exposeFloat("covered"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    meanWidth: t.exposeFloat("meanWidth", { description: "In the target's unit." }),
    nRows: t.expose("nRows", { type: "BigInt" }),
  }),
});

export const TrustCalibration = builder.objectRef<CalibrationSection>("TrustCalibration").implement({
  fields: (t) => ({
    report: t.expose("report", { type: Report, nullable: true, description: "Of the probability that `score` answers." }),
    uncalibrated: t.expose("uncalibrated", {
      type: Report,
      nullable: true,
      description: "Of the network's own probability; null where the version has no calibration.",
    }),
    method: t.exposeString("method", { nullable: true, description: "Of the version's calibration." }),
    grades: t.expose("grades", { type: Grades, nullable: true }),
    coverage: t.expose("coverage", { type: Coverage, nullable: true, description: "Of REGRESSION and FORECAST." }),
  }),
});
