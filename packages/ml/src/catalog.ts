/** What the api reads of this package: no module below loads a tensor library. */
export type { Architecture } from "./architectures/architecture.ts";
export { architecture, architectures } from "./architectures/index.ts";
export { baselines, baselinesOf } from "./baselines/index.ts";
export { checkCalibration } from "./calibration/index.ts";
export { trainingEnvironment } from "./engine/environment.ts";
export { checkOptions } from "./training/options.ts";
