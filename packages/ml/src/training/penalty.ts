/**
 * What is added to the loss of a batch for how rows are treated among each other, which no loss of single rows can say. The history tells losses
 * without it.
 */
export interface BatchPenalty {
  /** What it is and how strong: a run is resumed only under the same. */
  identity: string;
  /**
   * @param logits [n * k] raw outputs of one network. @param rows [n] their numbers among the training rows.
   * @param gradient [n * k] to which d(penalty) / d(logits) is added. @returns the penalty.
   */
  evaluate(logits: Float32Array, rows: Uint32Array, gradient: Float32Array): number;
}

/** Adds the gradient of a penalty; the members of an ensemble are each their own network, and count by their mean as the loss does. */
export function addPenalty(penalty: BatchPenalty, members: number, logits: Float32Array, rows: Uint32Array, gradient: Float32Array): void {
  const length = logits.length / members;
  const own = new Float32Array(length);
  for (let m = 0; m < members; m++) {
    own.fill(0);
    penalty.evaluate(logits.subarray(m * length, (m + 1) * length), rows, own);
    for (let i = 0; i < length; i++) gradient[m * length + i] = (gradient[m * length + i] as number) + (own[i] as number) / members;
  }
}
