import { chosen } from "./words.ts";

const [WIDTH, HEIGHT] = [460, 230];
const BOX = { left: 46, right: 12, top: 12, bottom: 34 };
const COLORS = ["#0a6a8e", "#b97a12", "#5b4fa3", "#c2451f"];

export interface Curve {
  name: string;
  points: readonly (readonly [number, number])[];
  dashed?: boolean;
}

/** Curves over two axes as SVG that both renderers can draw: lines and text alone, no style sheet. */
export function plotCurves({ x, y, curves }: { x: string; y: string; curves: readonly Curve[] }): string {
  const points = curves.flatMap((curve) => curve.points);
  const [x0, x1] = range(points.map(([at]) => at));
  const [y0, y1] = range(points.map(([, at]) => at));
  const px = (at: number): number => BOX.left + ((at - x0) / (x1 - x0)) * (WIDTH - BOX.left - BOX.right);
  const py = (at: number): number => HEIGHT - BOX.bottom - ((at - y0) / (y1 - y0)) * (HEIGHT - BOX.top - BOX.bottom);
  const grid = [
    ...ticksOf(y0, y1).map(
      (at) => line(BOX.left, py(at), WIDTH - BOX.right, py(at), "#e3e9ec") + text(BOX.left - 5, py(at) + 3, short(at), "end"),
    ),
    ...ticksOf(x0, x1).map((at) => text(px(at), HEIGHT - BOX.bottom + 13, short(at), "middle")),
  ];
  const drawn = curves.map((curve, at) => {
    const path = curve.points.map(([cx, cy], step) => `${step === 0 ? "M" : "L"}${px(cx).toFixed(1)} ${py(cy).toFixed(1)}`).join("");
    const color = COLORS[at % COLORS.length] ?? "#0a6a8e";
    const dash = curve.dashed ? ' stroke-dasharray="4 3"' : "";
    const name =
      curves.length > 1
        ? `${line(BOX.left + 8 + at * 130, 8, BOX.left + 24 + at * 130, 8, color)}${text(BOX.left + 28 + at * 130, 11, curve.name, "start")}`
        : "";
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.6"${dash}/>${name}`;
  });
  const axes = [
    line(BOX.left, HEIGHT - BOX.bottom, WIDTH - BOX.right, HEIGHT - BOX.bottom, "#6b7a86"),
    text((BOX.left + WIDTH - BOX.right) / 2, HEIGHT - 6, `${x}; vertical: ${y}`, "middle"),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${[...grid, ...axes, ...drawn].join("")}</svg>`;
}

const short = (value: number): string => (Math.abs(value) < 1e-12 ? "0" : chosen(Number(value.toPrecision(4))));

const MOST_TICKS = 6;

/** Round numbers from low to high, in steps of 1, 2 or 5 times a power of ten. */
function ticksOf(low: number, high: number): number[] {
  const rough = (high - low) / MOST_TICKS;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = size * ([1, 2, 5].find((factor) => factor * size >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_tick, at) => (first + at) * step);
}

function range(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)];
  if (!Number.isFinite(low)) return [0, 1];
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

const line = (x1: number, y1: number, x2: number, y2: number, stroke: string): string =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${stroke}" stroke-width="1"/>`;

const text = (x: number, y: number, words: string, anchor: "start" | "middle" | "end"): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="9" fill="#3d4d59" text-anchor="${anchor}">${escapeMarkup(words)}</text>`;

export const escapeMarkup = (words: string): string =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
