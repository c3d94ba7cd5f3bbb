import { AppError, type TrainingOptions } from "@plimsoll/schema";
import { architecture } from "../architectures/index.ts";
import { createNetwork, type Network } from "../engine/network.ts";
import { optimizerOf } from "../engine/optimizers/index.ts";
import { balancedWeights } from "./batches.ts";
import { type Checkpoint, type HistoryEntry, writeCheckpoint } from "./checkpoint.ts";
import { afterEpoch, type EarlyStoppingState } from "./early-stopping.ts";
import { diverged, epochRunner, giveTurn } from "./epoch.ts";
import { validate } from "./evaluate.ts";
import { lossFor } from "./losses/index.ts";
import { checkRequest, type MetricEntry, type TrainedNetwork, type TrainRequest } from "./request.ts";
import { checkSize } from "./size.ts";

interface State {
  epoch: number;
  step: number;
  history: HistoryEntry[];
  stopping: EarlyStoppingState | null;
  bestWeights: Float32Array[] | null;
}

/**
 * Trains an architecture on rows in memory. The same request with the same seed gives the same weights on the same engine, resumed
 * or not. It gives the event loop a turn after each step, where an abort takes hold.
 * @throws AppError "INVALID_INPUT" (parameters, rows), "ENGINE_UNSUPPORTED", "DIVERGED" (the loss is no longer a number), "CANCELLED".
 */
export async function train(request: TrainRequest): Promise<TrainedNetwork> {
  const { engine, options, train: rows, validation, signal } = request;
  const { nSteps, nFeatures } = rows;
  const loss = lossFor({ task: request.task, options, nClasses: request.nClasses, nInputs: nSteps * nFeatures });
  const definition = architecture(request.architecture);
  const params = definition.parse(request.params);
  checkRequest(request, definition, loss);
  const identity = identityOf(request, params);
  const design = definition.build({ engine, params, nOutputs: loss.nOutputs, inputs: request.inputs });
  checkSize(design, nSteps, nFeatures);
  const optimizer = optimizerOf(options);
  const network = createNetwork({ engine, design, nSteps, nFeatures, init: { seed: options.seed, rows }, optimizer });
  try {
    const state = startingState(network, optimizer.slots, request.resume, identity, options);
    const weight = options.classWeight === "BALANCED" ? balancedWeights(rows, request.nClasses) : (rows.weight ?? null);
    const runEpoch = epochRunner(network, loss, request, weight);
    const between = () => giveTurn(signal);
    await between();

    while (state.epoch < options.epochs && !shouldStop(state, options)) {
      const epoch = state.epoch + 1;
      const trained = await runEpoch(epoch, state.step, state.history);
      const values = [...trained.values, ...(validation ? await validate(network, loss, request.task, validation, between) : [])];
      for (const { name, value } of values) if (!Number.isFinite(value)) throw diverged(name, value, epoch, options.learningRate);
      state.epoch = epoch;
      state.step = trained.step;
      state.history.push(...values.map((entry) => ({ epoch, ...entry })));
      updateStopping(state, network, options, values);
      await report(request, network, state, identity, values);
    }
    return finish(network, state, options);
  } finally {
    network.dispose();
  }
}

/** What a checkpoint must share with the run that takes it up: all that the numbers depend on but the count of epochs. */
function identityOf(
  { architecture: name, task, nClasses, options, penalty, train: { n, nSteps, nFeatures } }: TrainRequest,
  params: unknown,
): string {
  const { epochs, earlyStopping: _watched, ...numbers } = options;
  const horizon = options.schedule === "COSINE" ? { epochs } : {};
  const beside = penalty ? { penalty: penalty.identity } : {};
  return JSON.stringify({ name, params, task, nClasses, n, nSteps, nFeatures, ...numbers, ...horizon, ...beside });
}

function startingState(
  network: Network,
  slotNames: readonly string[],
  resume: Checkpoint | undefined,
  identity: string,
  options: TrainingOptions,
): State {
  const stopping = options.earlyStopping ? { best: null, bestEpoch: 0, waited: 0 } : null;
  if (!resume) return { epoch: 0, step: 0, history: [], stopping, bestWeights: null };
  const { epoch, step, history, bestWeights, weights, slots } = resume;
  const sizes = network.parameters.map(({ shape }) => shape.reduce((product, length) => product * length, 1));
  const fits = (arrays: readonly Float32Array[]) =>
    arrays.length === sizes.length && arrays.every((values, at) => values.length === sizes[at]);
  const slotGroups = slotNames.map((_slot, index) => slots.map((own) => own[index] ?? new Float32Array()));
  if (resume.identity !== identity || ![weights, ...slotGroups, ...(bestWeights ? [bestWeights] : [])].every(fits)) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      "The checkpoint belongs to a run with other data or settings. Start the run from its first epoch.",
    );
  }
  network.store.write(weights);
  network.store.writeSlots(slots);
  return { epoch, step, history: [...history], stopping: resume.stopping ?? stopping, bestWeights };
}

function updateStopping(state: State, network: Network, { earlyStopping }: TrainingOptions, values: readonly MetricEntry[]): void {
  if (!earlyStopping || !state.stopping) return;
  const watched = values.find(({ name }) => name === earlyStopping.metric);
  if (!watched) return;
  state.stopping = afterEpoch(state.stopping, earlyStopping, state.epoch, watched.value);
  if (state.stopping.waited === 0 && earlyStopping.restoreBest) state.bestWeights = network.store.read();
}

function shouldStop({ stopping }: State, { earlyStopping }: TrainingOptions): boolean {
  return Boolean(stopping && earlyStopping && stopping.waited >= earlyStopping.patience);
}

async function report(request: TrainRequest, network: Network, state: State, identity: string, history: MetricEntry[]): Promise<void> {
  let over = false;
  await request.onEpoch?.({
    epoch: state.epoch,
    history,
    async checkpoint() {
      if (over) throw new Error("A checkpoint is taken while onEpoch runs: training has gone on since.");
      const { store, parameters } = network;
      return writeCheckpoint({ format: 1, identity, ...state, weights: store.read(), slots: store.readSlots() }, parameters);
    },
  });
  over = true;
}

function finish(network: Network, { epoch, history, stopping, bestWeights }: State, options: TrainingOptions): TrainedNetwork {
  const restored = options.earlyStopping?.restoreBest && bestWeights && stopping ? stopping.bestEpoch : null;
  if (restored !== null && bestWeights) network.store.write(bestWeights);
  const weights = network.weights();
  for (const { name, values } of weights) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw diverged(`weight '${name}'`, bad, epoch, options.learningRate);
  }
  return { weights, history, epochs: epoch, weightsOfEpoch: restored ?? epoch, stoppedEarly: epoch < options.epochs };
}
