import type { DiscretePolicy, Mask } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";

/** What a policy does over two of its observations, the others held still: data of a picture. */
export interface ActionMap {
  actionNames: readonly string[];
  x: { name: string; values: number[] };
  y: { name: string; values: number[] };
  /** [y][x] the likeliest action. */
  action: number[][];
  /** [y][x] its chance. */
  chance: number[][];
}

export interface ActionMapRequest {
  x: { name: string; low: number; high: number };
  y: { name: string; low: number; high: number };
  /** [observations] where the others are held: their means, for example. */
  reference: ArrayLike<number>;
  /** Cells along each side, 2 to 200. */
  cells?: number;
  mask?: Mask;
}

/** @throws AppError "INVALID_INPUT" for observations that do not exist, a range upside down, or too many cells. */
export function actionMap(policy: DiscretePolicy, { x, y, reference, cells = 40, mask = null }: ActionMapRequest): ActionMap {
  const { observationNames, actionNames } = policy.schema;
  if (!Number.isInteger(cells) || cells < 2 || cells > 200)
    throw refuse(`Parameter 'cells' of an action map must be a whole number from 2 to 200. Got ${cells}.`, ["cells"]);
  if (x.name === y.name) throw refuse(`An action map needs two different observations. Got '${x.name}' twice.`, ["y"]);
  const axis = ({ name, low, high }: ActionMapRequest["x"]) => {
    const at = observationNames.indexOf(name);
    if (at < 0) throw refuse(`The policy does not read '${name}'. It reads ${observationNames.slice(0, 20).join(", ")}.`, [name]);
    if (!(low < high)) throw refuse(`The range of '${name}' goes from ${low} to ${high}.`, [name]);
    return { at, name, values: Array.from({ length: cells }, (_value, k) => low + ((high - low) * k) / (cells - 1)) };
  };
  const [across, up] = [axis(x), axis(y)];
  const obs = Float64Array.from(reference);
  const rows = up.values.map((vertical) =>
    across.values.map((horizontal) => {
      obs[up.at] = vertical;
      obs[across.at] = horizontal;
      const chances = policy.distribution(obs, mask);
      const best = chances.indexOf(chances.reduce((most, chance) => Math.max(most, chance), 0));
      return { best, chance: chances[best] as number };
    }),
  );
  return {
    actionNames,
    x: { name: across.name, values: across.values },
    y: { name: up.name, values: up.values },
    action: rows.map((row) => row.map(({ best }) => best)),
    chance: rows.map((row) => row.map(({ chance }) => chance)),
  };
}
