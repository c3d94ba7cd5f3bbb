/** Collects what must be undone and undoes it once, the latest first. */
export interface Shutdown {
  /** Adds a step. Added while the shutdown runs, it is done at once. */
  add(step: () => Promise<void> | void): void;
  /** Runs every step; later calls wait for the first. */
  run(): Promise<void>;
  readonly started: boolean;
}

export function createShutdown(say: (text: string) => void): Shutdown {
  const steps: (() => Promise<void> | void)[] = [];
  let finished: Promise<void> | null = null;

  const attempt = async (step: () => Promise<void> | void) => {
    try {
      await step();
    } catch (error) {
      // One step that fails must not keep the others from running.
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const runAll = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) await attempt(step);
  };

  return {
    get started() {
      return finished !== null;
    },
    add(step) {
      if (finished) finished = finished.then(() => attempt(step));
      else steps.push(step);
    },
    async run() {
      finished ??= runAll();
      // A step may be added while the others run.
      for (let seen: Promise<void> | null = null; seen !== finished; ) {
        seen = finished;
        await seen;
      }
    },
  };
}
