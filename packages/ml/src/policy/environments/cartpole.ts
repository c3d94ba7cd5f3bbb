import { createRng } from "@plimsoll/features";
import { z } from "zod";
import { checkAction, type DiscreteEnv, defineEnv } from "../env.ts";
import { count } from "./params.ts";

const params = z.strictObject({
  maxSteps: count(500, 100_000, "Steps", "Steps after which an episode is cut."),
});

const [GRAVITY, CART, POLE, HALF_LENGTH, FORCE, TAU] = [9.8, 1, 0.1, 0.5, 10, 0.02];
const MAX_X = 2.4;
const MAX_ANGLE = (12 * 2 * Math.PI) / 360;

/** x, speed, angle, angular speed after a push left (0) or right (1) for 0.02 s, by explicit Euler. Source: Barto, Sutton and Anderson (1983). */
export function cartPoleStep(state: ArrayLike<number>, action: number): Float64Array {
  const [x, speed, angle, turning] = [0, 1, 2, 3].map((k) => state[k]) as [number, number, number, number];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const total = CART + POLE;
  const poleMoment = POLE * HALF_LENGTH;
  const push = ((action === 1 ? FORCE : -FORCE) + poleMoment * turning * turning * sin) / total;
  const angular = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - (POLE * cos * cos) / total));
  const linear = push - (poleMoment * angular * cos) / total;
  return Float64Array.of(x + TAU * speed, speed + TAU * linear, angle + TAU * turning, turning + TAU * angular);
}

/** Balancing a pole on a cart: the standard check of a learner of listed actions. Reward 1 a step. */
export const cartpole = defineEnv({
  id: "cartpole",
  version: 1,
  title: "Cart pole",
  description: "A pole is balanced on a cart by pushes left and right: a check that a learner learns. Equal to CartPole-v1.",
  actions: "discrete",
  params,
  create({ maxSteps }): DiscreteEnv {
    let state: Float64Array = new Float64Array(4);
    let steps = 0;
    let over = true;
    return {
      id: "cartpole",
      version: 1,
      observationSpace: { kind: "box", low: [-4.8, -Infinity, -2 * MAX_ANGLE, -Infinity], high: [4.8, Infinity, 2 * MAX_ANGLE, Infinity] },
      actionSpace: { kind: "discrete", n: 2 },
      observationNames: ["position", "speed", "angle", "angular_speed"],
      actionNames: ["left", "right"],
      reset(seed) {
        const rng = createRng(seed);
        state = Float64Array.from({ length: 4 }, () => -0.05 + 0.1 * rng.next());
        steps = 0;
        over = false;
        return { obs: state, info: {} };
      },
      step(action) {
        checkAction("cartpole", action, 2, null, over);
        state = cartPoleStep(state, action);
        steps++;
        const terminated = Math.abs(state[0] as number) > MAX_X || Math.abs(state[2] as number) > MAX_ANGLE;
        const truncated = !terminated && steps >= maxSteps;
        over = terminated || truncated;
        return { obs: state, reward: 1, terminated, truncated, info: {} };
      },
    };
  },
});
