import type { BlockDefinition } from "./block.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { lstm } from "./lstm.ts";

/** Every kind of block an architecture can compose, one line each. */
export const blocks = { dense, dropout, lstm };

type OptionsOf<Definition> = Definition extends BlockDefinition<infer Options> ? Options : never;
export type BlockOptions = { [Name in keyof typeof blocks]: OptionsOf<(typeof blocks)[Name]> };
