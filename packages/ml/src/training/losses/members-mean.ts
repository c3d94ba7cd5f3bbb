/** The mean over members of each raw output. @param logits [members, length]. @returns [length]. */
export function membersMean(logits: Float32Array, members: number): Float32Array {
  const length = logits.length / members;
  return Float32Array.from({ length }, (_logit, i) => {
    let sum = 0;
    for (let m = 0; m < members; m++) sum += logits[m * length + i] as number;
    return sum / members;
  });
}
