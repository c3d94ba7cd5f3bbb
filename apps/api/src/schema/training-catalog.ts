import type { Baseline as BaselineName, LossName, Task as TaskName } from "@plimsoll/schema";
import { baselines, losses, TUNABLE_OPTIONS } from "../catalog.ts";
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

const TrainingCatalog = builder.objectRef<object>("TrainingCatalog").implement({
  description: "What a training may name beside its architecture; the first of a task is what it takes when nothing is said.",
  fields: (t) => ({
    baselines: t.field({ type: [BaselineInfo], resolve: () => [...baselines] }),
    losses: t.field({ type: [LossInfo], resolve: () => [...losses] }),
    tunableOptions: t.stringList({ description: "Training options that a search may vary.", resolve: () => [...TUNABLE_OPTIONS] }),
  }),
});

builder.queryField("trainingCatalog", (t) => t.field({ type: TrainingCatalog, authScopes: access.read, resolve: () => ({}) }));
