import { createRng } from "@plimsoll/features";
import { z } from "zod";
import { checkAction, type DiscreteEnv, defineEnv } from "../env.ts";
import { count } from "./params.ts";

const params = z.strictObject({
  maxSteps: count(500, 100_000, "Steps", "Steps after which an episode is cut."),
});

/** Both links: length 1, mass 1, centre of mass at half, moment of inertia 1. */
const [LENGTH, MASS, CENTRE, INERTIA, GRAVITY, STEP] = [1, 1, 0.5, 1, 9.8, 0.2];
const MAX_SPEED = [4 * Math.PI, 9 * Math.PI] as const;

/** Angles and angular speeds of both links. */
type State = readonly [number, number, number, number];

/** Time derivative under a torque on the second joint. Source: Sutton and Barto (1998), section 11.3. */
function derivative([angle1, angle2, speed1, speed2]: State, torque: number): State {
  const cos2 = Math.cos(angle2);
  const sin2 = Math.sin(angle2);
  const d1 = MASS * CENTRE ** 2 + MASS * (LENGTH ** 2 + CENTRE ** 2 + 2 * LENGTH * CENTRE * cos2) + 2 * INERTIA;
  const d2 = MASS * (CENTRE ** 2 + LENGTH * CENTRE * cos2) + INERTIA;
  const phi2 = MASS * CENTRE * GRAVITY * Math.cos(angle1 + angle2 - Math.PI / 2);
  const phi1 =
    -MASS * LENGTH * CENTRE * speed2 ** 2 * sin2 -
    2 * MASS * LENGTH * CENTRE * speed2 * speed1 * sin2 +
    (MASS * CENTRE + MASS * LENGTH) * GRAVITY * Math.cos(angle1 - Math.PI / 2) +
    phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - MASS * LENGTH * CENTRE * speed1 ** 2 * sin2 - phi2) / (MASS * CENTRE ** 2 + INERTIA - d2 ** 2 / d1);
  return [speed1, speed2, -(d2 * acceleration2 + phi1) / d1, acceleration2];
}

/** One step of 0.2 s by Runge-Kutta of order 4; angles back into [-pi, pi], speeds within their bounds. */
export function acrobotStep(state: State, action: number): State {
  const torque = action - 1;
  const shifted = (slope: State, by: number) => state.map((value, k) => value + by * (slope[k] as number)) as unknown as State;
  const k1 = derivative(state, torque);
  const k2 = derivative(shifted(k1, STEP / 2), torque);
  const k3 = derivative(shifted(k2, STEP / 2), torque);
  const k4 = derivative(shifted(k3, STEP), torque);
  const at = (k: 0 | 1 | 2 | 3): number => state[k] + (STEP / 6) * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k]);
  return [wrapped(at(0)), wrapped(at(1)), bounded(at(2), MAX_SPEED[0]), bounded(at(3), MAX_SPEED[1])];
}

function wrapped(angle: number): number {
  let inside = angle;
  while (inside > Math.PI) inside -= 2 * Math.PI;
  while (inside < -Math.PI) inside += 2 * Math.PI;
  return inside;
}

const bounded = (value: number, bound: number): number => Math.min(Math.max(value, -bound), bound);

/** Swinging a two-link pendulum up: a check of learning from a late reward. Reward -1 a step, 0 at the goal. */
export const acrobot = defineEnv({
  id: "acrobot",
  version: 1,
  title: "Acrobot",
  description:
    "A pendulum of two links is swung above a line by torques on its joint: a check of learning from late rewards. Equal to Acrobot-v1.",
  actions: "discrete",
  params,
  create({ maxSteps }): DiscreteEnv {
    let state: State = [0, 0, 0, 0];
    let steps = 0;
    let over = true;
    const observe = () =>
      Float64Array.of(Math.cos(state[0]), Math.sin(state[0]), Math.cos(state[1]), Math.sin(state[1]), state[2], state[3]);
    const high = [1, 1, 1, 1, ...MAX_SPEED];
    return {
      id: "acrobot",
      version: 1,
      observationSpace: { kind: "box", low: high.map((bound) => -bound), high },
      actionSpace: { kind: "discrete", n: 3 },
      observationNames: ["cos_1", "sin_1", "cos_2", "sin_2", "speed_1", "speed_2"],
      actionNames: ["back", "none", "forth"],
      reset(seed) {
        const rng = createRng(seed);
        const draw = () => -0.1 + 0.2 * rng.next();
        state = [draw(), draw(), draw(), draw()];
        steps = 0;
        over = false;
        return { obs: observe(), info: {} };
      },
      step(action) {
        checkAction("acrobot", action, 3, null, over);
        state = acrobotStep(state, action);
        steps++;
        const terminated = -Math.cos(state[0]) - Math.cos(state[1] + state[0]) > 1;
        const truncated = !terminated && steps >= maxSteps;
        over = terminated || truncated;
        return { obs: observe(), reward: terminated ? 0 : -1, terminated, truncated, info: {} };
      },
    };
  },
});
