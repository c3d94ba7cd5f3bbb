import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { inputFeatures } from "@plimsoll/features";
import { classCount, type Engine, type HistoryEntry, type TrainedNetwork } from "@plimsoll/ml";
import type { TrainingSpec } from "@plimsoll/schema";
import { readCheckpointFile, writeCheckpointFile } from "./checkpoints.ts";
import { trainAsAsked } from "./mitigation.ts";
import { batchSource, type PreparedData } from "./prepare-data.ts";
import { DrainedError, type TaskIo } from "./task-io.ts";

export interface FoldTraining {
  spec: TrainingSpec;
  engine: Engine;
  data: PreparedData;
  /** The fold's own folder: its newest checkpoints live there, so that a later attempt, or the next rung, goes on from them. */
  folder: string;
  /** Trains to this epoch and no further, although options and schedule are those of the whole training. */
  until: number;
  io: Pick<TaskIo, "log" | "isDraining">;
  /** @param epochs done, with the part of the one under way. */
  onProgress(epochs: number): void;
  onEpoch?(epoch: number, history: readonly { name: string; value: number }[]): void;
}

export interface TrainedFold {
  /** Of all epochs up to `until`, or up to where early stopping ended it. */
  history: HistoryEntry[];
  /** The network at the end of the training; null where `until` came first. */
  network: TrainedNetwork | null;
}

/** Thrown out of a training that has reached the epoch it was asked for. */
class EnoughError extends Error {
  override readonly name = "EnoughError";
}

/** Trains one fold's network, going on from the newest checkpoint in its folder. A damaged or missing one costs time, never the result. */
export async function trainFold({ spec, engine, data, folder, until, io, onProgress, onEpoch }: FoldTraining): Promise<TrainedFold> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { epochs } = spec.training;
  const newest = await newestCheckpoint(folder);
  const resume = newest === null ? null : await readCheckpointFile(join(folder, newest), io.log);
  const history: HistoryEntry[] = [...(resume?.history ?? [])];
  const upTo = () => ({ history: history.filter(({ epoch }) => epoch <= until), network: null });
  if (resume && resume.epoch >= until && until < epochs) return upTo();
  try {
    const network = await trainAsAsked(spec, data, {
      engine,
      architecture: spec.architecture,
      params: spec.params,
      task: spec.task,
      nClasses: classCount(data.target),
      options: spec.training,
      train: batchSource(data.train, spec),
      inputs: inputFeatures(data.pipeline),
      validation: data.validation ? batchSource(data.validation, spec) : null,
      resume: resume ?? undefined,
      onProgress: ({ epoch, step, steps }) => onProgress(epoch - 1 + step / steps),
      async onEpoch({ epoch, history: values, checkpoint }) {
        await keepCheckpoint(folder, epoch, await checkpoint());
        history.push(...values.map((value) => ({ epoch, ...value })));
        onEpoch?.(epoch, values);
        if (epoch >= epochs) return;
        if (epoch >= until) throw new EnoughError();
        if (io.isDraining()) throw new DrainedError();
      },
    });
    return { history: network.history, network };
  } catch (error) {
    if (error instanceof EnoughError) return upTo();
    throw error;
  }
}

const epochOf = (name: string): number => Number(/^1-(\d+)\.safetensors$/.exec(name)?.[1] ?? 0);

async function newestCheckpoint(folder: string): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => epochOf(name) > 0);
  return names.sort((a, b) => epochOf(a) - epochOf(b)).at(-1) ?? null;
}

/** The newest two stay: should the last be damaged on the disk, nothing else is left half removed. */
async function keepCheckpoint(folder: string, epoch: number, bytes: Uint8Array): Promise<void> {
  await writeCheckpointFile(folder, 1, epoch, bytes);
  const old = (await readdir(folder)).filter((name) => epochOf(name) > 0 && epochOf(name) < epoch - 1);
  await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
}
