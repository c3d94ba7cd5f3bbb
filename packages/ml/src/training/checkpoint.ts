import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { readTensorFile, writeTensorFile } from "../bundle/safetensors.ts";
import type { NamedWeight } from "../engine/network.ts";

const KEY = "plimsoll-checkpoint";

export const HistoryEntry = z.object({ epoch: z.int().min(1), name: z.string(), value: z.number() });
export type HistoryEntry = z.infer<typeof HistoryEntry>;

const CheckpointState = z.object({
  format: z.literal(1),
  /** What a resumed run must have in common with the one that was cut off. */
  identity: z.string(),
  /** Epochs done. */
  epoch: z.int().min(1),
  /** Optimizer steps done. */
  step: z.int().min(1),
  history: z.array(HistoryEntry),
  stopping: z.object({ best: z.number().nullable(), bestEpoch: z.int().min(0), waited: z.int().min(0) }).nullable(),
});

/**
 * A training run between two epochs. The order of rows and the dropout masks of an epoch are drawn anew from seed and epoch,
 * so no generator's state is part of it.
 */
export interface Checkpoint extends z.infer<typeof CheckpointState> {
  weights: Float32Array[];
  /** For each weight one array a slot of the optimizer. */
  slots: Float32Array[][];
  bestWeights: Float32Array[] | null;
}

interface Layout {
  name: string;
  shape: readonly number[];
}

export function writeCheckpoint(checkpoint: Checkpoint, layout: readonly Layout[]): Uint8Array<ArrayBuffer> {
  const { weights, slots, bestWeights, ...state } = checkpoint;
  const named = (prefix: string, arrays: readonly Float32Array[]): NamedWeight[] =>
    arrays.map((values, at) => ({ name: `${prefix}/${layout[at]?.name}`, shape: layout[at]?.shape ?? [], values }));
  const slotCount = slots[0]?.length ?? 0;
  const slotTensors = Array.from({ length: slotCount }, (_slot, index) =>
    named(
      `slot${index}`,
      slots.map((own) => own[index] as Float32Array),
    ),
  );
  return writeTensorFile({ [KEY]: JSON.stringify(state) }, [
    ...named("weight", weights),
    ...slotTensors.flat(),
    ...named("best", bestWeights ?? []),
  ]);
}

/** @throws AppError "BAD_BUNDLE" if the bytes are no checkpoint of this format. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint {
  const { metadata, tensors } = readTensorFile(bytes);
  const state = CheckpointState.safeParse(parse(metadata.get(KEY)));
  if (!state.success)
    throw new AppError("BAD_BUNDLE", "data", "This file is not a checkpoint of a training run. Start the run from its first epoch.");
  const groups = new Map<string, Float32Array[]>();
  for (const [name, { values }] of tensors) {
    const group = name.slice(0, name.indexOf("/"));
    groups.set(group, [...(groups.get(group) ?? []), values]);
  }
  const weights = groups.get("weight") ?? [];
  const slotGroups = [...groups].filter(([name]) => name.startsWith("slot")).map(([, arrays]) => arrays);
  return {
    ...state.data,
    weights,
    slots: weights.map((_weight, at) => slotGroups.map((arrays) => arrays[at] as Float32Array)),
    bestWeights: groups.get("best") ?? null,
  };
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}
