import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join, sep } from "node:path";
import util from "node:util";
import { AppError, ENGINE_NAMES, type EngineName } from "@plimsoll/schema";
import type { Backend } from "./backend.ts";
import { type Engine, engineOn } from "./engine.ts";
import { nativeBackend } from "./native.ts";
import { plainBackend } from "./plain.ts";
import type { TensorFlow } from "./tensor.ts";

// The libraries are CommonJS and keep global state: all of this process must come from one module cache.
const load = createRequire(import.meta.url);
const ready = new Map<EngineName, Promise<Engine>>();
// While one engine starts it is the library's current one: the next waits for its turn.
let lastStart: Promise<unknown> = Promise.resolve();

/**
 * The engine asked for, or the best that loads here: native, else WebAssembly, else plain JavaScript.
 * @throws AppError "ENGINE_UNSUPPORTED" if the engine asked for does not load, with the remedy.
 */
export async function loadEngine(prefer?: EngineName): Promise<Engine> {
  const failures: string[] = [];
  for (const name of prefer ? [prefer] : ENGINE_NAMES) {
    try {
      return await once(name);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  const remedy =
    prefer === "NATIVE" ? "Run `npm run engine` to build it, or take WASM." : "Run `npm install` again: the package is damaged.";
  throw new AppError("ENGINE_UNSUPPORTED", "resource", `No tensor engine loads (${failures.join("; ")}). ${remedy}`, {
    engine: prefer ?? null,
  });
}

function once(name: EngineName): Promise<Engine> {
  const found = ready.get(name);
  if (found) return found;
  const started = lastStart.then(openBackend[name]).then(engineOn);
  lastStart = started.catch(() => ready.delete(name));
  ready.set(name, started);
  return started;
}

const openBackend: Record<EngineName, () => Promise<Backend>> = {
  async NATIVE() {
    process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
    putBackUtil();
    const tf = load("@tensorflow/tfjs-node") as TensorFlow;
    if (!(await tf.setBackend("tensorflow"))) throw new Error("the TensorFlow backend did not start");
    return nativeBackend(tf, Number(process.env.TF_NUM_INTRAOP_THREADS) || availableParallelism());
  },

  async WASM() {
    const tf = quietLibrary();
    const wasm = load("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm");
    wasm.setWasmPaths(join(dirname(load.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist") + sep);
    if (!(await tf.setBackend("wasm"))) throw new Error("the WebAssembly backend did not start");
    return plainBackend(tf, "WASM", "wasm");
  },

  async CPU() {
    const tf = quietLibrary();
    await tf.setBackend("cpu");
    return plainBackend(tf, "CPU", "cpu");
  },
};

function quietLibrary(): TensorFlow {
  const tf = load("@tensorflow/tfjs") as TensorFlow;
  // Without this the library advertises another of its packages on standard error.
  tf.env().set("PROD", true);
  return tf;
}

/** Two functions that Node 23 took away and tfjs-node still calls. */
function putBackUtil(): void {
  const missing = { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray };
  for (const [name, substitute] of Object.entries(missing)) {
    if (!(name in util)) Object.assign(util, { [name]: substitute });
  }
}
