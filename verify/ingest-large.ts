/**
 * Ingests a CSV of 1 GB (5.4 million rows x 23 columns) and checks the bars: 60 s for check, conversion and profile, 512 MiB resident.
 * The rows come from a seed; the figures of two columns are also computed while they are written and compared.
 * Run: node --conditions=plimsoll-source --import tsx verify/ingest-large.ts [rows]
 */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { ingestFile, readTable } from "@plimsoll/features/files";
import { IngestOptions } from "@plimsoll/schema";
import { type Check, finish } from "./checks.ts";

const MAX_SECONDS = 60;
const MAX_RSS_MIB = 512;
const COLUMNS = 23;
const WHOLE_COLUMNS = 11;

interface Written {
  sum: number;
  missing: number;
  byteSize: number;
}

/** Whole numbers, amounts with decimals and some empty cells, about 185 bytes a row. */
async function writeRows(path: string, rowCount: number): Promise<Written> {
  const rng = createRng(4);
  const out = createWriteStream(path);
  let sum = 0;
  let missing = 0;
  let text = `${Array.from({ length: COLUMNS }, (_, i) => `c${i}`).join(",")}\n`;
  for (let row = 0; row < rowCount; row++) {
    const limit = Math.floor(rng.next() * 100) * 10_000;
    sum += limit;
    const cells = [String(limit)];
    for (let i = 1; i < WHOLE_COLUMNS; i++) cells.push(String(Math.floor(rng.next() * 10 ** (1 + (i % 4)))));
    for (let i = WHOLE_COLUMNS; i < COLUMNS; i++) cells.push((rng.next() * 1e6).toFixed(5));
    if (rng.next() < 0.01) {
      cells[COLUMNS - 1] = "";
      missing++;
    }
    text += `${cells.join(",")}\n`;
    if (text.length > 1 << 20) {
      if (!out.write(text)) await once(out, "drain");
      text = "";
    }
  }
  out.end(text);
  await once(out, "close");
  return { sum, missing, byteSize: (await stat(path)).size };
}

const rowCount = Number(process.argv[2] ?? 5_400_000);
const dir = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
try {
  const path = join(dir, "large.csv");
  const written = await writeRows(path, rowCount);
  const phases: Record<string, number> = {};
  let peakRss = 0;
  const start = performance.now();
  const sample = (): void => {
    peakRss = Math.max(peakRss, process.memoryUsage.rss() / 2 ** 20);
  };
  const timer = setInterval(sample, 20);
  const outputPath = join(dir, "stored.parquet");
  const profile = await ingestFile({
    path,
    fileName: "large.csv",
    stagingDir: join(dir, "staging"),
    outputPath,
    options: IngestOptions.parse({}),
    onProgress: (phase) => {
      sample();
      phases[phase] ??= (performance.now() - start) / 1000;
    },
  });
  clearInterval(timer);
  const seconds = (performance.now() - start) / 1000;
  const rssMib = Math.max(peakRss, process.resourceUsage().maxRSS / 1024);
  const readStart = performance.now();
  await readTable(outputPath);
  const figures = {
    rows: profile.rowCount,
    csvMb: Math.round(written.byteSize / 1e6),
    parquetMb: Math.round((await stat(outputPath)).size / 1e6),
    seconds: Number(seconds.toFixed(1)),
    phaseStarts: Object.fromEntries(Object.entries(phases).map(([phase, at]) => [phase, Number(at.toFixed(1))])),
    rssMib: Math.round(rssMib),
    readTableSeconds: Number(((performance.now() - readStart) / 1000).toFixed(1)),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  const mean = profile.columns[0]?.mean ?? Number.NaN;
  const checks: Check[] = [
    [`check, conversion and profile take at most ${MAX_SECONDS} s`, seconds <= MAX_SECONDS, `${seconds.toFixed(1)} s`, "speed"],
    [`at most ${MAX_RSS_MIB} MiB are resident`, rssMib <= MAX_RSS_MIB, `${rssMib.toFixed(0)} MiB`],
    ["every row is stored", profile.rowCount === rowCount, `${profile.rowCount} of ${rowCount}`],
    ["the mean is that of what was written", Math.abs(mean * rowCount - written.sum) <= 1e-9 * written.sum, `${mean}`],
    ["missing cells are counted", profile.columns[COLUMNS - 1]?.missingCount === written.missing],
  ];
  if (!finish("large ingest", checks)) process.exitCode = 1;
} finally {
  await rm(dir, { recursive: true, force: true });
}
