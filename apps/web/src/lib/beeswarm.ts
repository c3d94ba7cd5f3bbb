/**
 * Where the dots of one row of a beeswarm lie across it: each as near to the middle as those before it leave room.
 * @param values along the row. @param nBins how many dots lie side by side at most along the whole range. @returns offsets in [-0.42, 0.42].
 */
export function swarmOffsets(values: readonly number[], nBins = 120): number[] {
  const low = Math.min(...values);
  const width = (Math.max(...values) - low) / nBins || 1;
  const heights = new Map<number, number>();
  const ranks = values.map((value) => {
    const bin = Math.round((value - low) / width);
    const rank = heights.get(bin) ?? 0;
    heights.set(bin, rank + 1);
    return rank;
  });
  const step = Math.min(0.05, 0.84 / Math.max(1, ...heights.values()));
  return ranks.map((rank) => (rank % 2 === 0 ? 1 : -1) * Math.ceil(rank / 2) * step);
}
