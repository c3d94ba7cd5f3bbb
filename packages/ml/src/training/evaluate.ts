import type { Task } from "@plimsoll/schema";
import type { Network } from "../engine/network.ts";
import { auc } from "../evaluation/ranking.ts";
import { createGatherer, type TensorBatchSource } from "./batches.ts";
import type { Loss } from "./losses/loss.ts";
import { pooledLogits } from "./members.ts";

/** Rows that go through a network at once, fewer for an ensemble: memory stays the same for any number of rows. */
export const chunkRows = ({ members }: Network): number => Math.max(32, Math.floor(1024 / members));

/** Mean loss of rows that are not trained on, with accuracy for classes and AUC where there are exactly two. */
export async function validate(
  network: Network,
  loss: Loss,
  task: Task,
  source: TensorBatchSource,
  between: () => Promise<void>,
): Promise<{ name: string; value: number }[]> {
  const { x, y, n } = source;
  const scores = task === "BINARY" ? new Float32Array(n) : null;
  let sum = 0;
  let correct = 0;
  const chunk = chunkRows(network);
  const gather = createGatherer(x, network.design.input, network.nSteps, network.nFeatures, Math.min(chunk, n));
  for (let start = 0; start < n; start += chunk) {
    const count = Math.min(chunk, n - start);
    const input = gather.range(start, count);
    const logits = pooledLogits(network, loss, input);
    const own = { y: y.subarray(start, start + count), weight: source.weight?.subarray(start, start + count) ?? null };
    const rows = { n: count, ...own, input: input.values };
    sum += loss.evaluate(logits, rows);
    correct += loss.countCorrect?.(logits, rows) ?? 0;
    scores?.set(logits, start);
    await between();
  }
  const values = [{ name: "val_loss", value: sum / n }];
  if (loss.countCorrect) values.push({ name: "val_accuracy", value: correct / n });
  // The logit ranks as its probability does, without the ties that rounding to 1 would make.
  if (scores && Number.isFinite(sum) && hasBothClasses(y)) values.push({ name: "val_auc", value: auc(y, scores) });
  return values;
}

export const hasBothClasses = (y: Float32Array): boolean => y.includes(0) && y.includes(1);
