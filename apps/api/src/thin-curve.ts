export interface Points {
  epochs: number[];
  values: number[];
}

/**
 * A curve with fewer points and the same look: first and last stay, and of each of the equal stretches between them the lowest and the
 * highest point, so that no peak and no dip is lost.
 * @param most points wanted, at least 4; a curve of no more is returned as it is.
 */
export function thinCurve({ epochs, values }: Points, most: number): Points {
  const n = values.length;
  if (n <= most) return { epochs, values };
  const kept = new Set([0, n - 1]);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = 1 + Math.floor(((n - 2) * stretch) / stretches);
    const end = 1 + Math.floor(((n - 2) * (stretch + 1)) / stretches);
    let low = start;
    let high = start;
    for (let at = start; at < end; at++) {
      if ((values[at] as number) < (values[low] as number)) low = at;
      if ((values[at] as number) > (values[high] as number)) high = at;
    }
    kept.add(low).add(high);
  }
  const order = [...kept].sort((a, b) => a - b);
  return { epochs: order.map((at) => epochs[at] as number), values: order.map((at) => values[at] as number) };
}
