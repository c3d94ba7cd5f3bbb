import type { Network, NetworkInput } from "../engine/network.ts";
import type { Loss } from "./losses/loss.ts";

type Objective = Pick<Loss, "evaluate" | "countCorrect">;

/**
 * What an ensemble in one network is trained on: the mean of its members' losses, so that each learns by itself; accuracy is that of
 * the members together. The loss itself where there is one member.
 */
export function trainingLoss(loss: Loss, members: number): Objective {
  if (members === 1) return loss;
  const { countCorrect } = loss;
  return {
    evaluate(logits, rows, gradient) {
      const length = logits.length / members;
      let sum = 0;
      for (let m = 0; m < members; m++) {
        const own = [m * length, (m + 1) * length] as const;
        sum += loss.evaluate(logits.subarray(...own), rows, gradient?.subarray(...own));
      }
      if (gradient) for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) / members;
      return sum / members;
    },
    countCorrect: countCorrect && ((logits, rows) => countCorrect(loss.pool(logits, members, rows.n), rows)),
  };
}

/** A network's raw outputs [n, nOutputs], its members' taken together. */
export function pooledLogits(network: Network, loss: Loss, input: NetworkInput): Float32Array {
  const logits = network.logits(input);
  return network.members === 1 ? logits : loss.pool(logits, network.members, input.n);
}
