import type { ChildMessage, ParentMessage, Task } from "./messages.ts";

/**
 * One task in a process of its own. It is told everything by one message, answers with messages, and has neither database nor network.
 * Nothing heavy is loaded before the first word went out, so that a run shows life at once.
 */
const send = (message: ChildMessage): Promise<void> => new Promise((sent) => (process.send ? process.send(message, () => sent()) : sent()));

let draining = false;

// The worker decides when a child ends: a Ctrl-C or a service manager reaches both, and the child would be lost instead of drained.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", (message: ParentMessage) => {
  if (message.type === "drain") draining = true;
  else void carryOut(message.task);
});

async function carryOut(task: Task): Promise<void> {
  if (task.kind !== "probe") void send({ type: "progress", phase: "Reading", progress: 0.01, etaSeconds: null });
  const { runTask } = await import("./tasks/index.ts");
  await send(await runTask(task, { send: (message) => void send(message), isDraining: () => draining }));
}
