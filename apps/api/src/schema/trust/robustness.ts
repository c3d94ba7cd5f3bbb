import type {
  AdversarialReport,
  AttackResult,
  NoveltySection,
  PerturbationReport,
  PerturbationResult,
  ReasonQuality,
  RobustnessSection,
  SeedVariation,
  WeakSpot,
} from "@plimsoll/ml/catalog";
import { builder } from "../builder.ts";

type Disturbed = Omit<PerturbationResult, "level"> & { level?: number; feature?: string };

const Perturbation = builder.objectRef<Disturbed>("Perturbation").implement({
  description: "How the version holds when its input is disturbed.",
  fields: (t) => ({
    level: t.float({
      nullable: true,
      description: "Standard deviations of noise, or the share of cells taken away.",
      resolve: ({ level }) => level ?? null,
    }),
    feature: t.string({ nullable: true, description: "What was taken away from every row.", resolve: ({ feature }) => feature ?? null }),
    quality: t.exposeFloat("quality"),
    loss: t.exposeFloat("loss", { description: "Quality undisturbed less quality now." }),
    meanChange: t.exposeFloat("meanChange", { description: "Mean absolute change of the score." }),
    flipped: t.exposeFloat("flipped", { description: "Share of rows whose decision turned." }),
  }),
});

const Perturbations = builder.objectRef<PerturbationReport>("Perturbations").implement({
  fields: (t) => ({
    quality: t.exposeFloat("quality", { description: "Undisturbed, on these rows." }),
    nRows: t.exposeInt("nRows"),
    noise: t.expose("noise", { type: [Perturbation] }),
    missing: t.expose("missing", { type: [Perturbation] }),
    without: t.expose("without", {
      type: [Perturbation],
      complexity: { field: 1, multiplier: 50 },
      description: "The greatest loss first.",
    }),
  }),
});

const AttackOutcome = builder.objectRef<AttackResult>("AttackResult").implement({
  fields: (t) => ({
    attack: t.exposeString("attack", { description: "FGSM (one step along the gradient's sign) or PGD (ten smaller ones)." }),
    epsilon: t.exposeFloat("epsilon", { description: "How far each encoded number may move: of scaled columns in standard deviations." }),
    auc: t.exposeFloat("auc", { description: "With every row moved against the truth." }),
    evaded: t.exposeFloat("evaded", { description: "Share of declines that are approved when moved to look safe." }),
    meanMarginShift: t.exposeFloat("meanMarginShift"),
  }),
});

const Adversarial = builder.objectRef<AdversarialReport>("AdversarialReport").implement({
  fields: (t) => ({
    auc: t.exposeFloat("auc", { description: "Without an attack." }),
    nRows: t.exposeInt("nRows"),
    nDeclined: t.exposeInt("nDeclined"),
    nMovable: t.exposeInt("nMovable", { description: "Encoded numbers that an attack may move; categories are left alone." }),
    results: t.expose("results", { type: [AttackOutcome], complexity: { field: 1, multiplier: 8 } }),
  }),
});

const WeakSpotCondition = builder.objectRef<WeakSpot["conditions"][number]>("WeakSpotCondition").implement({
  fields: (t) => ({ column: t.exposeString("column"), text: t.exposeString("text") }),
});

const Spot = builder.objectRef<WeakSpot>("WeakSpot").implement({
  description: "A part of the rows with a larger loss than elsewhere, beyond chance after correction for all parts looked at.",
  fields: (t) => ({
    conditions: t.expose("conditions", { type: [WeakSpotCondition], complexity: { field: 1, multiplier: 2 } }),
    nRows: t.exposeInt("nRows"),
    loss: t.exposeFloat("loss"),
    lossOutside: t.exposeFloat("lossOutside"),
    effect: t.exposeFloat("effect", { description: "Difference over the pooled standard deviation." }),
    pValue: t.exposeFloat("pValue"),
    pAdjusted: t.exposeFloat("pAdjusted"),
  }),
});

const Seeds = builder.objectRef<SeedVariation>("SeedVariation").implement({
  description: "Trainings that differ in their seed alone.",
  fields: (t) => ({
    seeds: t.exposeIntList("seeds"),
    quality: t.exposeFloatList("quality"),
    mean: t.exposeFloat("mean"),
    deviation: t.exposeFloat("deviation"),
    lowest: t.exposeFloat("lowest"),
    highest: t.exposeFloat("highest"),
    meanScoreDifference: t.exposeFloat("meanScoreDifference", { description: "Of a row's scores, over pairs of seeds." }),
    decisionsDiffer: t.exposeFloat("decisionsDiffer", { description: "Share of rows decided differently, over pairs of seeds." }),
  }),
});

export const TrustRobustness = builder.objectRef<RobustnessSection>("TrustRobustness").implement({
  fields: (t) => ({
    quality: t.exposeString("quality", { description: "What quality is here: auc or r2." }),
    hasDecisions: t.exposeBoolean("hasDecisions", { description: "False where nothing can flip." }),
    perturbations: t.expose("perturbations", { type: Perturbations }),
    adversarial: t.expose("adversarial", { type: Adversarial, nullable: true, description: "Of BINARY versions." }),
    weakSpots: t.expose("weakSpots", { type: [Spot], complexity: { field: 1, multiplier: 20 }, description: "The largest effect first." }),
    seeds: t.expose("seeds", { type: Seeds, nullable: true, description: "Where the report was asked for trainings under other seeds." }),
  }),
});

const Targets = builder.objectRef<ReasonQuality["targets"]>("ReasonTargets").implement({
  fields: (t) => ({ topStable: t.exposeFloat("topStable"), overlap: t.exposeFloat("overlap"), deletion: t.exposeFloat("deletion") }),
});

export const TrustReasons = builder.objectRef<ReasonQuality>("TrustReasons").implement({
  description: "How far the reasons of declines can be trusted.",
  fields: (t) => ({
    nDeclines: t.exposeInt("nDeclines"),
    topStable: t.exposeFloat("topStable", { description: "Share of declines whose first reason stays first under noise." }),
    overlap: t.exposeFloat("overlap", { description: "Mean share of the named reasons that stay named." }),
    deletion: t.exposeFloat("deletion", {
      description: "Share of declines whose score falls when the named features alone go to their usual values.",
    }),
    flipped: t.exposeFloat("flipped", { description: "Share of declines that are then approved." }),
    passes: t.exposeBoolean("passes"),
    noise: t.exposeFloat("noise", { description: "Numbers move by up to this share." }),
    targets: t.expose("targets", { type: Targets }),
  }),
});

const Flagged = builder.objectRef<NoveltySection["flagged"]>("FlaggedRows").implement({
  fields: (t) => ({
    share: t.exposeFloat("share"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    count: t.exposeInt("count"),
    nRows: t.exposeInt("nRows"),
  }),
});

const StrangenessBin = builder.objectRef<NoveltySection["histogram"][number]>("StrangenessBin").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), count: t.exposeInt("count") }),
});

const NoveltyQuality = builder.objectRef<NonNullable<NoveltySection["quality"]>>("NoveltyQuality").implement({
  fields: (t) => ({
    name: t.exposeString("name"),
    inside: t.exposeFloat("inside", { nullable: true }),
    outside: t.exposeFloat("outside", { nullable: true, description: "On the flagged rows; null where they are too few." }),
  }),
});

export const TrustNovelty = builder.objectRef<NoveltySection>("TrustNovelty").implement({
  description: "What the version's detector of strange rows does on the test rows.",
  fields: (t) => ({
    detector: t.exposeString("detector"),
    rate: t.exposeFloat("rate", { description: "Share of ordinary rows that it is meant to flag." }),
    flagged: t.expose("flagged", { type: Flagged }),
    shuffledFlagged: t.exposeFloat("shuffledFlagged", {
      description: "Share flagged of made-up rows whose cells each come from another row: what it sees of impossible combinations.",
    }),
    histogram: t.expose("histogram", { type: [StrangenessBin], complexity: { field: 1, multiplier: 10 } }),
    quality: t.expose("quality", { type: NoveltyQuality, nullable: true }),
  }),
});
