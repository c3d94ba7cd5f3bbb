import { AppError } from "@plimsoll/schema";
import type { NetworkDesign } from "../engine/network.ts";
import { planParameters } from "../engine/paper.ts";

/** With their gradient, the state of Adam and one copy for early stopping and checkpoints these take 4 GB. */
const MOST_WEIGHTS = 200_000_000;

/**
 * Refuses a network that no machine this is made for could train, before anything of it is drawn or allocated: the kernel would end the run, or
 * something beside it, only after minutes.
 * @throws AppError "INVALID_INPUT" with the number of weights and what has most of them.
 */
export function checkSize(design: NetworkDesign, nSteps: number, nFeatures: number): void {
  const sizes = planParameters(design, nSteps, nFeatures).map(({ name, shape }) => ({
    name,
    shape,
    size: shape.reduce((product, length) => product * length, 1),
  }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= MOST_WEIGHTS) return;
  const [largest] = sizes.toSorted((a, b) => b.size - a.size);
  const count = (value: number) => value.toLocaleString("en");
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `This network would have ${count(total)} weights, at most ${count(MOST_WEIGHTS)} are taken; the largest is '${largest?.name}' [${largest?.shape.join(", ")}]. Use fewer or smaller layers, or fewer columns.`,
    { path: ["params"] },
  );
}
