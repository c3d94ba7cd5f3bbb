import type { Backend } from "./backend.ts";
import type { Block, BlockDefinition } from "./blocks/block.ts";
import { type BlockOptions, blocks } from "./blocks/index.ts";
import { parallel } from "./blocks/parallel.ts";
import { perStep } from "./blocks/per-step.ts";
import { pick } from "./blocks/pick.ts";
import { residual } from "./blocks/residual.ts";
import { sequence } from "./blocks/sequence.ts";
import { sum } from "./blocks/sum.ts";

/** A tensor library made ready: architectures compose the blocks, training and scoring use the backend. */
export interface Engine {
  readonly name: Backend["name"];
  readonly version: string;
  readonly threads: number;
  readonly backend: Backend;
  /** Blocks one after another. */
  sequence(parts: readonly Block[]): Block;
  /** Blocks on the same input, their outputs side by side. */
  parallel(parts: readonly Block[]): Block;
  /** Blocks on the same input, their outputs added. */
  sum(parts: readonly Block[]): Block;
  /** A block added to its own input. */
  residual(body: Block): Block;
  /** A block for rows on the values at these places alone. */
  pick(places: readonly number[], body: Block): Block;
  /** A block for rows on each step of a sequence. */
  perStep(body: Block): Block;
  /** One maker for each kind of block in the registry. */
  readonly block: { readonly [Name in keyof BlockOptions]: (options: BlockOptions[Name]) => Block };
}

export function engineOn(backend: Backend): Engine {
  const maker =
    <Options>(definition: BlockDefinition<Options>) =>
    (options: Options): Block => ({
      name: definition.name,
      plan: (input) => ({
        output: definition.output(options, input),
        parameters: definition.parameters(options, input),
        forward: backend.forwardOf(definition, options, input),
      }),
    });
  const makers = Object.fromEntries(
    Object.entries(blocks).map(([name, definition]) => [name, maker(definition as BlockDefinition<unknown>)]),
  );
  return {
    name: backend.name,
    version: backend.version,
    threads: backend.threads,
    backend,
    sequence,
    parallel: (parts) => parallel(() => backend.ops, parts),
    sum: (parts) => sum(() => backend.ops, parts),
    residual: (body) => residual(() => backend.ops, body),
    pick: (places, body) => pick(() => backend.ops, places, body),
    perStep: (body) => perStep(() => backend.ops, body),
    block: makers as unknown as Engine["block"],
  };
}
