import { engineStatus, ensureNativeEngine } from "./engine-build.ts";

/** `npm run engine` prepares the native engine; `npm run engine -- --status` only says how it stands. */
const line = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const result = process.argv.includes("--status") ? await engineStatus() : await ensureNativeEngine({ log: line });
line(
  result.status === "unavailable"
    ? (result.reason ?? "The native engine is not available.")
    : `The native engine is ready: TensorFlow ${result.version ?? ""}.`,
);
if (result.status === "unavailable") process.exitCode = 1;
if (process.connected) process.disconnect();
