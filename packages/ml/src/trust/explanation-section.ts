import { type Column, cellText, getColumn } from "@plimsoll/features";
import type { AccumulatedEffects } from "../explanation/accumulated-effects.ts";
import { accumulatedEffects } from "../explanation/accumulated-effects.ts";
import { type Attributions, attributionsOf, explainedModel } from "../explanation/attributions.ts";
import { completeness } from "../explanation/encoded-attributions.ts";
import type { ExplainedFeature } from "../explanation/features.ts";
import { type Interaction, interactions } from "../explanation/interaction.ts";
import { type PartialDependence, partialDependence } from "../explanation/partial-dependence.ts";
import { pathAttributions } from "../explanation/path-attributions.ts";
import { permutationImportance } from "../explanation/permutation-importance.ts";
import { evenRows } from "../explanation/table-model.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { type JudgedVersion, qualityOf } from "./judged-version.ts";
import { type SequenceMap, sequenceMap } from "./sequence-map.ts";

/** What a feature does for the scores of the explained rows. */
export interface FeatureEffect {
  feature: string;
  columns: string[];
  /** Mean of |contribution| over the rows, in margin; and its share of all features'. */
  meanAbsolute: number;
  share: number;
  mean: number;
  /** Loss of quality when it is shuffled; null where nothing can be judged. */
  importance: number | null;
  importanceDeviation: number | null;
}

/** One feature's dots of a beeswarm: one of each explained row, in the rows' order. */
export interface FeatureDots {
  feature: string;
  /** The column whose value is shown: of a sequence group its newest step. */
  column: string;
  contributions: number[];
  /** As text; null = missing. */
  values: (string | null)[];
  /** Where the value stands among the rows' values, 0 = lowest, 1 = highest; null for text and missing cells. */
  positions: (number | null)[];
}

export interface FeatureDependence extends PartialDependence {
  feature: string;
  /** Null for text columns, and for columns of one value. */
  accumulated: Pick<AccumulatedEffects, "edges" | "effect" | "counts"> | null;
}

/** Why a version scores as it does, over its test rows. JSON-safe. */
export interface ExplanationSection {
  explainer: string;
  nRows: number;
  nBackground: number;
  /** Mean margin of the background rows: where every row's contributions start from. */
  base: number;
  /** Share of rows whose contributions add up to a thousandth of the margins' range. */
  completeness: number;
  largestResidual: number;
  quality: { name: string; value: number } | null;
  /** All features, the strongest first. */
  features: FeatureEffect[];
  dots: FeatureDots[];
  dependence: FeatureDependence[];
  interactions: Interaction[];
  /** Null without steps. */
  sequence: SequenceMap | null;
}

export interface ExplanationOptions extends RunControl {
  /** Rows explained at most. */
  rows: number;
  /** Features whose dependence is drawn: these, or the strongest. */
  features: readonly string[] | null;
  seed: number;
}

const DOTS = 20;
const DRAWN = 8;
const PAIRED = 6;
const CURVES = 30;

/** @throws AppError "INVALID_INPUT" for a feature that the model has not, "CANCELLED" after an abort. */
export async function explanationSection(version: JudgedVersion, options: ExplanationOptions): Promise<ExplanationSection> {
  const { rows: most, features: wanted, seed, ...control } = options;
  const chosen = evenRows(version.n, most);
  const attributions = await attributionsOfRows(version, chosen, control);
  const judged = await importanceOf(version, seed, control);
  const features = effectsOf(attributions, judged);
  const drawn = wanted ?? features.slice(0, DRAWN).map(({ feature }) => feature);
  const dependence: FeatureDependence[] = [];
  for (const [at, name] of drawn.entries()) {
    dependence.push(await dependenceOf(version, name));
    await pause(control, "Dependence", (at + 1) / drawn.length);
  }
  const paired = features.slice(0, PAIRED).map(({ feature }) => feature);
  const { base, residual, encoded } = attributions;
  return {
    explainer: "EXPECTED_GRADIENTS",
    nRows: chosen.length,
    nBackground: version.background.n,
    base: base[0] ?? 0,
    completeness: completeness({ ...attributions, values: encoded ?? attributions.values }),
    largestResidual: residual.reduce((largest, missed) => Math.max(largest, Math.abs(missed)), 0),
    quality: judged && { name: qualityOf(version).name, value: judged.quality },
    features,
    dots: features.slice(0, DOTS).map((effect) => dotsOf(version, attributions, chosen, effect)),
    dependence,
    interactions: paired.length < 2 ? [] : await interactions(version.model, version.table, { features: paired, ...control }),
    sequence: sequenceMap(version.manifest.pipeline, attributions),
  };
}

async function attributionsOfRows(version: JudgedVersion, rows: Int32Array, control: RunControl): Promise<Attributions> {
  const { predictor, manifest, background, label, x } = version;
  const width = x.length / version.n;
  const own = new Float32Array(rows.length * width);
  for (const [k, row] of rows.entries()) own.set(x.subarray(row * width, (row + 1) * width), k * width);
  // One class for all rows: contributions to different classes are no points of one plot.
  const classes = manifest.target.task === "MULTICLASS" ? new Uint32Array(rows.length).fill(label) : null;
  const between = (done: number) => pause(control, "Explaining", done);
  const encoded = await pathAttributions({ model: predictor, x: own, n: rows.length, background, classes, between });
  return attributionsOf(explainedModel(predictor, manifest.pipeline, background).map, encoded, classes);
}

async function importanceOf(version: JudgedVersion, seed: number, control: RunControl) {
  const { model, table, y } = version;
  return y ? permutationImportance(model, table, y, { seed, quality: qualityOf(version).of, ...control }) : null;
}

function effectsOf({ features, values, n }: Attributions, judged: Awaited<ReturnType<typeof importanceOf>>): FeatureEffect[] {
  const count = features.length;
  const importance = new Map(judged?.features.map((entry) => [entry.feature, entry]));
  const effects = features.map(({ name, columns }, at): FeatureEffect => {
    let [absolute, sum] = [0, 0];
    for (let i = 0; i < n; i++) {
      const value = values[i * count + at] as number;
      absolute += Math.abs(value) / n;
      sum += value / n;
    }
    const found = importance.get(name);
    return {
      feature: name,
      columns,
      meanAbsolute: absolute,
      share: 0,
      mean: sum,
      importance: found?.importance ?? null,
      importanceDeviation: found?.deviation ?? null,
    };
  });
  const total = effects.reduce((sum, { meanAbsolute }) => sum + meanAbsolute, 0);
  return effects
    .map((effect) => ({ ...effect, share: total > 0 ? effect.meanAbsolute / total : 0 }))
    .sort((a, b) => b.meanAbsolute - a.meanAbsolute);
}

const newest = ({ columns }: Pick<ExplainedFeature, "columns">): string => columns.at(-1) as string;

function dotsOf({ table }: JudgedVersion, { features, values, n }: Attributions, rows: Int32Array, effect: FeatureEffect): FeatureDots {
  const at = features.findIndex(({ name }) => name === effect.feature);
  const name = newest(effect);
  const column = getColumn(table, name);
  return {
    feature: effect.feature,
    column: name,
    contributions: Array.from({ length: n }, (_row, i) => values[i * features.length + at] as number),
    values: Array.from(rows, (row) => cellText(column, row)),
    positions: positionsOf(column, rows),
  };
}

/** Ranks among the present values, ties in their middle, scaled to [0, 1]. */
function positionsOf(column: Column, rows: Int32Array): (number | null)[] {
  if (column.type === "STRING") return Array.from(rows, () => null);
  const own = Float64Array.from(rows, (row) => column.values[row] as number);
  const sorted = own.filter((value) => !Number.isNaN(value)).sort();
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (const [at, value] of sorted.entries()) {
    if (!first.has(value)) first.set(value, at);
    last.set(value, at);
  }
  const span = Math.max(1, sorted.length - 1);
  return Array.from(own, (value) => (Number.isNaN(value) ? null : ((first.get(value) ?? 0) + (last.get(value) ?? 0)) / 2 / span));
}

async function dependenceOf({ model, table }: JudgedVersion, name: string): Promise<FeatureDependence> {
  const feature = model.features.find((entry) => entry.name === name);
  const column = feature ? newest(feature) : name;
  const partial = await partialDependence(model, table, column, { curves: CURVES });
  const own = getColumn(table, column);
  const present = own.type === "STRING" ? 0 : new Set(own.values.filter((value) => !Number.isNaN(value))).size;
  if (present < 2) return { ...partial, feature: name, accumulated: null };
  const { edges, effect, counts } = await accumulatedEffects(model, table, column);
  return { ...partial, feature: name, accumulated: { edges, effect, counts } };
}
