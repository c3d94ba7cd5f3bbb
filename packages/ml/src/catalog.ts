/** What the api reads of this package: no module below loads a tensor library. */
export type { Architecture } from "./architectures/architecture.ts";
export { architecture, architectures } from "./architectures/index.ts";
export { baselines, baselinesOf } from "./baselines/index.ts";
export { checkCalibration } from "./calibration/index.ts";
export { trainingEnvironment } from "./engine/environment.ts";
export { plannedEpochs, type Standing, standingOf } from "./search/halving.ts";
export { resolveTuning, rungsOfSearch } from "./search/resolve-tuning.ts";
export { sampleTrials, withSettings } from "./search/sample-trials.ts";
export { isHigherBetter } from "./training/early-stopping.ts";
export { checkOptions } from "./training/options.ts";
