import type { InputFeature } from "@plimsoll/features";

/** Where the values of a row are that say which level of a category it has, category by category, and where all others are. */
export interface CategoryPlaces {
  categories: number[][];
  others: number[];
}

/**
 * A category is a raw column that reaches the network as two or more indicators and by nothing that follows its order. A column that stands at each step
 * of a sequence counts once: its repetitions are in neither list, since they say nothing new of a category.
 */
export function categoryPlaces(inputs: readonly InputFeature[]): CategoryPlaces {
  const bySource = new Map<string, { names: Set<string>; places: number[]; isOrdered: boolean }>();
  inputs.forEach(({ source, order, name }, at) => {
    if (source === null) return;
    const own = bySource.get(source) ?? { names: new Set<string>(), places: [], isOrdered: false };
    if (!own.names.has(name)) own.places.push(at);
    own.names.add(name);
    own.isOrdered ||= order !== 0;
    bySource.set(source, own);
  });
  const categories = [...bySource].filter(([, { places, isOrdered }]) => !isOrdered && places.length > 1);
  const taken = new Set(categories.map(([source]) => source));
  return {
    categories: categories.map(([, { places }]) => places),
    others: inputs.flatMap(({ source }, at) => (source !== null && taken.has(source) ? [] : [at])),
  };
}
