export const LINKAGES = ["SINGLE", "COMPLETE", "AVERAGE", "WARD"] as const;
export type Linkage = (typeof LINKAGES)[number];

interface Cluster {
  /** Number of the cluster: leaves 0..n-1, then merges in their order. */
  id: number;
  size: number;
  leaves: readonly number[];
}

/**
 * The leaves of an agglomerative clustering in the order of its tree, so that alike ones stand side by side. Of a merge the cluster with the
 * lower number stands left, as in scipy's `leaves_list`.
 * @param distance [n, n] row-major, symmetric. @returns [n] a permutation. O(n^3).
 * Source: Lance and Williams (1967).
 */
export function clusteredOrder(distance: Float64Array, n: number, linkage: Linkage): number[] {
  const between = Array.from({ length: n }, (_, i) => Float64Array.from({ length: n }, (__, j) => distance[i * n + j] as number));
  const clusters: (Cluster | null)[] = Array.from({ length: n }, (_, id) => ({ id, size: 1, leaves: [id] }));
  for (let merge = 0; merge < n - 1; merge++) {
    const [a, b] = closest(between, clusters);
    const [first, second] = [clusters[a], clusters[b]] as [Cluster, Cluster];
    const gap = (between[a] as Float64Array)[b] as number;
    for (const [k, other] of clusters.entries()) {
      if (!other || k === a || k === b) continue;
      const next = merged(
        linkage,
        (between[a] as Float64Array)[k] as number,
        (between[b] as Float64Array)[k] as number,
        gap,
        first.size,
        second.size,
        other.size,
      );
      (between[a] as Float64Array)[k] = next;
      (between[k] as Float64Array)[a] = next;
    }
    const [left, right] = first.id < second.id ? [first, second] : [second, first];
    clusters[a] = { id: n + merge, size: first.size + second.size, leaves: [...left.leaves, ...right.leaves] };
    clusters[b] = null;
  }
  return [...(clusters.find((cluster) => cluster !== null)?.leaves ?? [])];
}

function closest(between: readonly Float64Array[], clusters: readonly (Cluster | null)[]): [number, number] {
  let best: [number, number] = [0, 1];
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < clusters.length; i++) {
    if (!clusters[i]) continue;
    for (let j = i + 1; j < clusters.length; j++) {
      const gap = (between[i] as Float64Array)[j] as number;
      if (!clusters[j] || !(gap < least)) continue;
      least = gap;
      best = [i, j];
    }
  }
  return best;
}

function merged(linkage: Linkage, toA: number, toB: number, gap: number, sizeA: number, sizeB: number, size: number): number {
  switch (linkage) {
    case "SINGLE":
      return Math.min(toA, toB);
    case "COMPLETE":
      return Math.max(toA, toB);
    case "AVERAGE":
      return (sizeA * toA + sizeB * toB) / (sizeA + sizeB);
    case "WARD":
      return Math.sqrt(((sizeA + size) * toA ** 2 + (sizeB + size) * toB ** 2 - size * gap ** 2) / (sizeA + sizeB + size));
  }
}
