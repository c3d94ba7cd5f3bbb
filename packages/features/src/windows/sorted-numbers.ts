const BLOCK = 512;

interface Block {
  values: Float64Array;
  size: number;
}

/**
 * A multiset of numbers in ascending order, in blocks of at most 1,024, so that a change moves one block and not the whole.
 * Numbers must not be NaN.
 */
export class SortedNumbers {
  size = 0;
  private blocks: Block[] = [{ values: new Float64Array(2 * BLOCK), size: 0 }];

  clear(): void {
    this.blocks.length = 1;
    (this.blocks[0] as Block).size = 0;
    this.size = 0;
  }

  insert(value: number): void {
    const index = this.blockOf(value);
    const block = this.blocks[index] as Block;
    const place = firstAbove(block, value);
    block.values.copyWithin(place + 1, place, block.size);
    block.values[place] = value;
    block.size += 1;
    this.size += 1;
    if (block.size < 2 * BLOCK) return;
    const half: Block = { values: new Float64Array(2 * BLOCK), size: block.size - BLOCK };
    half.values.set(block.values.subarray(BLOCK, block.size));
    block.size = BLOCK;
    this.blocks.splice(index + 1, 0, half);
  }

  /** Takes out one copy of a value that was inserted. */
  remove(value: number): void {
    const index = this.blockOf(value);
    const block = this.blocks[index] as Block;
    const place = firstAbove(block, value) - 1;
    block.values.copyWithin(place, place + 1, block.size);
    block.size -= 1;
    this.size -= 1;
    if (block.size === 0 && this.blocks.length > 1) this.blocks.splice(index, 1);
  }

  /** The value with `rank` smaller or equal ones before it, rank from 0. */
  at(rank: number): number {
    let before = 0;
    for (const block of this.blocks) {
      if (rank < before + block.size) return block.values[rank - before] as number;
      before += block.size;
    }
    return Number.NaN;
  }

  /** Quantile p of [0, 1] at rank p * (size - 1), linear between neighbours (Hyndman and Fan 1996, type 7). NaN of none. */
  quantile(p: number): number {
    if (this.size === 0) return Number.NaN;
    const rank = p * (this.size - 1);
    const below = Math.floor(rank);
    const lower = this.at(below);
    return rank === below ? lower : lower + (this.at(below + 1) - lower) * (rank - below);
  }

  /** The last block whose first value is at most `value`, else the first: every copy of a value there is in or before it. */
  private blockOf(value: number): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (((this.blocks[middle] as Block).values[0] as number) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function firstAbove({ values, size }: Block, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
