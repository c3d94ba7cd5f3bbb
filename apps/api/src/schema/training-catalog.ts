import type { Baseline as BaselineName, LossName, Task as TaskName } from "@plimsoll/schema";
import { baselines, comparedMetrics, derivedOptions, losses, TUNABLE_OPTIONS, watchedMetrics } from "../catalog.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { Baseline, Loss, Task } from "./enums.ts";

interface BaselineEntry {
  name: BaselineName;
  title: string;
  tasks: readonly TaskName[];
}
const BaselineInfo = builder.objectRef<BaselineEntry>("BaselineInfo").implement({
  fields: (t) => ({
    name: t.expose("name", { type: Baseline }),
    title: t.exposeString("title"),
    tasks: t.field({ type: [Task], resolve: ({ tasks }) => [...tasks] }),
  }),
});

interface LossEntry {
  name: LossName;
  tasks: readonly TaskName[];
}
const LossInfo = builder.objectRef<LossEntry>("LossInfo").implement({
  fields: (t) => ({ name: t.expose("name", { type: Loss }), tasks: t.field({ type: [Task], resolve: ({ tasks }) => [...tasks] }) }),
});

interface MetricEntry {
  name: string;
  tasks: readonly TaskName[];
}
const MetricInfo = builder.objectRef<MetricEntry>("MetricInfo").implement({
  fields: (t) => ({ name: t.exposeString("name"), tasks: t.field({ type: [Task], resolve: ({ tasks }) => [...tasks] }) }),
});

const TrainingCatalog = builder.objectRef<object>("TrainingCatalog").implement({
  description: "What a training may name beside its architecture; the first of a task is what it takes when nothing is said.",
  fields: (t) => ({
    baselines: t.field({ type: [BaselineInfo], resolve: () => [...baselines] }),
    losses: t.field({ type: [LossInfo], resolve: () => [...losses] }),
    watchedMetrics: t.field({
      type: [MetricInfo],
      description: "Numbers of the validation rows after each epoch: what early stopping may watch and a search compare by.",
      resolve: () => [...watchedMetrics],
    }),
    comparedMetrics: t.field({
      type: [MetricInfo],
      description: "What a comparison may judge by.",
      resolve: () => comparedMetrics.map(({ name, tasks }) => ({ name, tasks })),
    }),
    derivedOptions: t.stringList({
      description: "Training options that a search varies unless its space says otherwise, where the optimizer has them.",
      resolve: () => derivedOptions(),
    }),
    tunableOptions: t.stringList({ description: "Training options that a search may vary.", resolve: () => [...TUNABLE_OPTIONS] }),
  }),
});

builder.queryField("trainingCatalog", (t) => t.field({ type: TrainingCatalog, authScopes: access.read, resolve: () => ({}) }));
