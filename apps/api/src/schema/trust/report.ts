import { type TrustReport as ReportValue, TRUST_SECTIONS } from "@plimsoll/ml/catalog";
import type { RunRecord } from "../../loaders.ts";
import { builder } from "../builder.ts";
import { Task } from "../enums.ts";
import { ModelVersion, Run } from "../refs.ts";
import { resultOf } from "../run-result.ts";
import { TrustCalibration } from "./calibration.ts";
import { TrustExplanations } from "./explanations.ts";
import { TrustNovelty, TrustReasons, TrustRobustness } from "./robustness.ts";

const TrustSection = builder.enumType("TrustSection", { values: TRUST_SECTIONS });

const MissingSection = builder.objectRef<ReportValue["missing"][number]>("MissingTrustSection").implement({
  description: "A section that these rows do not allow, or that the task has not, and why.",
  fields: (t) => ({
    section: t.expose("section", { type: TrustSection }),
    code: t.exposeString("code"),
    message: t.exposeString("message"),
  }),
});

const TrustReport = builder.objectRef<ReportValue & { run: RunRecord }>("TrustReport").implement({
  description: "What a validator asks of a version beside its metrics, measured on its test rows.",
  fields: (t) => ({
    run: t.field({ type: Run, resolve: ({ run }) => run }),
    task: t.expose("task", { type: Task }),
    nRows: t.expose("nRows", { type: "BigInt" }),
    nEvents: t.expose("nEvents", { type: "BigInt", nullable: true }),
    event: t.exposeString("event", { nullable: true, description: "The positive label, or the class looked at." }),
    threshold: t.exposeFloat("threshold", { nullable: true }),
    calibration: t.expose("calibration", { type: TrustCalibration, nullable: true }),
    explanations: t.expose("explanations", { type: TrustExplanations, nullable: true }),
    reasons: t.expose("reasons", { type: TrustReasons, nullable: true }),
    robustness: t.expose("robustness", { type: TrustRobustness, nullable: true }),
    novelty: t.expose("novelty", { type: TrustNovelty, nullable: true }),
    missing: t.expose("missing", { type: [MissingSection] }),
  }),
});

const JOB = "model.trust";

builder.objectFields(Run, (t) => ({
  trust: t.field({
    type: TrustReport,
    nullable: true,
    description: "Of a trust report that has succeeded.",
    resolve: async (run, _args, context) => {
      const result = await resultOf<ReportValue>(run, JOB, context);
      return result && { ...result, run };
    },
  }),
}));

builder.objectFields(ModelVersion, (t) => ({
  trust: t.field({
    type: TrustReport,
    nullable: true,
    description: "The newest report; null until one has been made (submitTrustReport).",
    resolve: async ({ id }, _args, context) => {
      const run = await context.loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: true });
      const result = run && (await resultOf<ReportValue>(run, JOB, context));
      return result ? { ...result, run } : null;
    },
  }),
  trustRun: t.field({
    type: Run,
    nullable: true,
    description: "The newest run for such a report, whatever became of it.",
    resolve: ({ id }, _args, { loaders }) => loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: false }),
  }),
}));
