/** A terminal and npm both pass on the same Ctrl-C; two signals within this time are one wish. */
const SAME_WISH_MS = 700;

/**
 * Calls `stop` at the first SIGINT, SIGTERM or loss of the launcher, and `kill` at a later one.
 * @param now milliseconds of a clock that only goes forward.
 */
export function onStopSignals(
  handlers: { stop: (why: string) => void; kill: () => void },
  now: () => number = () => performance.now(),
): void {
  let first: number | null = null;
  const hear = (why: string) => {
    if (first === null) {
      first = now();
      handlers.stop(why);
    } else if (now() - first > SAME_WISH_MS) {
      handlers.kill();
    }
  };
  process.on("SIGINT", () => hear("SIGINT"));
  process.on("SIGTERM", () => hear("SIGTERM"));
  process.on("disconnect", () => hear("the launcher ended"));
}
