import { ensureNativeEngine } from "../engine-build.ts";

/** Prepares the native engine unless another was asked for. A machine that cannot have it goes on with WebAssembly, after one line that says so. */
export async function prepareEngine(wanted: "native" | "wasm" | "cpu" | undefined, say: (text: string) => void): Promise<void> {
  if (wanted === "wasm" || wanted === "cpu") return;
  const result = await ensureNativeEngine({ log: (line) => say(`engine: ${line}`) });
  if (result.status === "built") say(`engine: native, TensorFlow ${result.version ?? ""}`);
  if (result.status === "unavailable")
    say(`engine: ${result.reason ?? "The native engine is not available; the WebAssembly engine runs instead."}`);
}
