"use client";
import { useViewer } from "@/screens/shell/viewer.ts";
import { Notice } from "@/ui/states.tsx";

/** The native engine is many times faster, so anything else is worth a word wherever training starts. */
export function EngineWarning() {
  const { engines } = useViewer();
  if (engines.length === 0) {
    return (
      <Notice tone="warn" title="No worker is alive">
        Runs wait in the queue until one starts. The supervisor restarts a dead worker by itself; if this stays, look at its log.
      </Notice>
    );
  }
  const slow = engines.find(({ name }) => name !== "NATIVE");
  if (!slow) return null;
  return (
    <Notice
      tone="warn"
      title={`Training runs on the ${slow.name === "WASM" ? "WebAssembly" : "plain JavaScript"} engine, which is several times slower`}
    >
      Build the native one with <code className="font-mono font-semibold">npm run engine</code> and start again. Results stay comparable;
      every run names its engine.
    </Notice>
  );
}
