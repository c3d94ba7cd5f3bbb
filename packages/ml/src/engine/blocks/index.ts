import { activation } from "./activation.ts";
import { attention } from "./attention.ts";
import { batchNorm } from "./batch-norm.ts";
import type { BlockDefinition } from "./block.ts";
import { conv1d } from "./conv1d.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { ensembleDense } from "./ensemble-dense.ts";
import { entityEmbedding } from "./entity-embedding.ts";
import { gaussianCode } from "./gaussian-code.ts";
import { gru } from "./gru.ts";
import { lastStep } from "./last-step.ts";
import { layerNorm } from "./layer-norm.ts";
import { lstm } from "./lstm.ts";
import { memberDense } from "./member-dense.ts";
import { monotoneDense } from "./monotone-dense.ts";
import { periodic } from "./periodic.ts";
import { piecewiseLinear } from "./piecewise-linear.ts";
import { pool1d } from "./pool1d.ts";
import { positions } from "./positions.ts";
import { reverse } from "./reverse.ts";
import { rnn } from "./rnn.ts";

/** Every kind of block an architecture can compose, one line each. */
export const blocks = {
  activation,
  attention,
  batchNorm,
  conv1d,
  dense,
  dropout,
  ensembleDense,
  entityEmbedding,
  gaussianCode,
  gru,
  lastStep,
  layerNorm,
  lstm,
  memberDense,
  monotoneDense,
  periodic,
  piecewiseLinear,
  pool1d,
  positions,
  reverse,
  rnn,
};

type OptionsOf<Definition> = Definition extends BlockDefinition<infer Options> ? Options : never;
export type BlockOptions = { [Name in keyof typeof blocks]: OptionsOf<(typeof blocks)[Name]> };
