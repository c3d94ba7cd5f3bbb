/** Prints the short lines of a start. */
export interface Reporter {
  /** A line with the seconds since the start began. */
  step(text: string): void;
  /** A plain line. */
  line(text: string): void;
}

export function createReporter(began: number, write: (text: string) => void = (text) => process.stdout.write(text)): Reporter {
  return {
    step(text) {
      write(`[${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s] ${text}\n`);
    },
    line(text) {
      write(`${text}\n`);
    },
  };
}
