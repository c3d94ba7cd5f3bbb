/** A search of a thousand trials: how long the API needs for its table and its curves, and the portal for its page. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { resolveTuning } from "@plimsoll/ml/catalog";
import { SearchSpec, TrainingSpec } from "@plimsoll/schema";
import { startEmbeddedPostgres } from "@plimsoll/schema/embedded";
import pg from "pg";
import { chromium as browsers } from "playwright-core";
import { findChromium } from "../tools/test/chromium.ts";
import { makeHome, type RunningStack, removeHome, stackEnvironment, startStack } from "../tools/test/running-stack.ts";
import { type Check, finish } from "./checks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const TRIALS = 1000;
const EPOCHS = 27;
const SEARCH_ID = `run_${"9".repeat(26)}`;

/** What a finished search leaves in the database: its own run, a run a trial, and every epoch of each. */
async function seed(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>("SELECT id FROM plimsoll.workspaces LIMIT 1");
    const workspace = rows[0]?.id;
    const training = TrainingSpec.parse({
      datasetId: "ds_none",
      modelName: "Large search",
      target: "y",
      architecture: "mlp",
      params: { units: [64, 32] },
      training: { epochs: EPOCHS },
    });
    const input = resolveTuning(training, SearchSpec.parse({ trials: TRIALS }));
    const insert = (job: string, kind: string) =>
      `INSERT INTO plimsoll.runs (id, workspace_id, kind, job, status, phase, progress, input, mutation, input_hash, parent_run_id, created_by, started_at, finished_at, result)
       SELECT $2, $1, '${kind}', '${job}', 'SUCCEEDED', 'Done', 1, $3::jsonb, 'submitTuning', '', NULL, 'key_verify', now() - interval '1 hour', now(), $4::jsonb`;
    const result = { bestTrial: 1, finalRunId: "run_none", nTrials: TRIALS, nStopped: 0, nFailed: 0 };
    await client.query(insert("model.tune", "TUNING"), [workspace, SEARCH_ID, JSON.stringify(input), JSON.stringify(result)]);
    // Rungs of 1, 3, 9 and 27 epochs: two thirds stop at each.
    await client.query(
      `INSERT INTO plimsoll.runs (id, workspace_id, kind, job, status, phase, progress, input, mutation, input_hash, parent_run_id, created_by, started_at, finished_at, result)
       SELECT 'run_' || lpad(n::text, 26, '0'), $1, 'TRAINING', 'model.trial', 'SUCCEEDED', 'Done', 1,
         jsonb_build_object('number', n, 'params', jsonb_build_object('units', (ARRAY['[32]', '[64]', '[64,32]', '[128]'])[1 + n % 4]::jsonb, 'activation', (ARRAY['relu','tanh','gelu'])[1 + n % 3],
           'dropout', 0.5 * ((n * 7) % 101) / 100, 'l1', 0.00001 * (n % 10), 'l2', 0.00001 * (n % 7)),
           'training', jsonb_build_object('learningRate', 0.0001 * pow(10, 2.0 * ((n * 13) % 97) / 96), 'batchSize', (ARRAY[16,32,64,128])[1 + n % 4])),
         'part', '', $2, 'key_verify', now() - interval '1 hour', now(),
         jsonb_build_object('best', peak, 'last', peak, 'min', 0.5, 'max', peak, 'seconds', epochs * 2, 'outcome', CASE WHEN epochs = 27 THEN 'FINISHED' ELSE 'STOPPED' END,
           'rungs', (SELECT jsonb_agg(jsonb_build_object('epochs', e, 'value', peak, 'bestEpoch', e) ORDER BY e) FROM unnest(ARRAY[1,3,9,27]) AS e WHERE e <= epochs))
       FROM (SELECT n, 0.6 + 0.15 * ((n * 31) % 103) / 103.0 AS peak, CASE WHEN n % 27 = 0 THEN 27 WHEN n % 9 = 0 THEN 9 WHEN n % 3 = 0 THEN 3 ELSE 1 END AS epochs FROM generate_series(1, ${TRIALS}) AS n) AS trial`,
      [workspace, SEARCH_ID],
    );
    await client.query(
      `INSERT INTO plimsoll.run_events (workspace_id, run_id, attempt, type, epoch, data)
       SELECT $1, id, 1, 'EPOCH', epoch, jsonb_build_object('loss', 0.7 / (1 + 0.05 * epoch), 'val_loss', 0.7 / (1 + 0.03 * epoch),
         'val_auc', 0.5 + ((result->>'max')::float8 - 0.5) * (1 - exp(-epoch / 4.0)), 'val_accuracy', 0.7)
       FROM plimsoll.runs, generate_series(1, ${EPOCHS}) AS epoch WHERE parent_run_id = $2`,
      [workspace, SEARCH_ID],
    );
    await client.query("ANALYZE plimsoll.runs; ANALYZE plimsoll.run_events");
  } finally {
    await client.end();
  }
}

const TABLE = `query ($id: ID!) { run(id: $id) { tuning { metric rungs counts { outcome count } best { number }
  trials { number runId outcome progress params training rung epochs bestEpoch best last min max seconds error { code message } } } } }`;
const CURVES = "query ($id: ID!) { run(id: $id) { tuning { curves(points: 40) { number epochs values } } } }";

async function timed(stack: RunningStack, query: string): Promise<{ ms: number; bytes: number; text: string }> {
  const times: number[] = [];
  let text = "";
  for (let round = 0; round < 6; round++) {
    const began = performance.now();
    const answer = await fetch(`${stack.apiUrl}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${stack.ownerKey}` },
      body: JSON.stringify({ query, variables: { id: SEARCH_ID } }),
    });
    text = await answer.text();
    if (round > 0) times.push(performance.now() - began);
  }
  return { ms: times.sort((a, b) => a - b)[2] ?? 0, bytes: text.length, text };
}

async function page(stack: RunningStack, executablePath: string) {
  const browser = await browsers.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const visit = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await visit.goto(`${stack.portalUrl}/sign-in`);
    await visit.getByLabel("API key").fill(stack.ownerKey);
    await visit.keyboard.press("Enter");
    await visit.waitForURL(`${stack.portalUrl}/`);
    const opened: number[] = [];
    for (let round = 0; round < 3; round++) {
      const began = performance.now();
      await visit.goto(`${stack.portalUrl}/runs/${SEARCH_ID}`);
      await visit.getByRole("region", { name: "Trials, table" }).getByRole("row").nth(25).waitFor();
      await visit.locator("#trial-curves canvas").waitFor();
      await visit.locator("#trial-settings canvas").waitFor();
      opened.push(performance.now() - began);
    }
    const act = async (work: () => Promise<void>): Promise<number> => {
      const began = performance.now();
      await work();
      await visit.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))");
      return performance.now() - began;
    };
    const table = visit.getByRole("region", { name: "Trials, table" });
    const sorted = await act(() => table.getByRole("button", { name: "Last" }).click());
    const paged = await act(() => visit.getByRole("navigation", { name: "Pages of Trials" }).getByRole("button", { name: "Next" }).click());
    const chosen = await act(() =>
      table
        .getByRole("button", { name: /^Show the curve of trial/ })
        .first()
        .click(),
    );
    const rows = await table.getByRole("row").count();
    const nodes = Number(await visit.evaluate("document.querySelectorAll('*').length"));
    return { opened: opened.sort((a, b) => a - b)[1] ?? 0, sorted, paged, chosen, rows, nodes };
  } finally {
    await browser.close();
  }
}

async function run(): Promise<Check[]> {
  const chromiumPath = await findChromium(process.env.PLIMSOLL_CHROMIUM);
  if (!chromiumPath) throw new Error("No Chromium here: install one, or set PLIMSOLL_CHROMIUM to its path.");
  const home = makeHome();
  const server = await startEmbeddedPostgres(join(await mkdtemp(join(tmpdir(), "plimsoll-search-")), "postgres"));
  let stack: RunningStack | undefined;
  try {
    stack = await startStack(root, home, await stackEnvironment(home, { DATABASE_URL: server.url }));
    await seed(server.url);
    const table = await timed(stack, TABLE);
    const curves = await timed(stack, CURVES);
    const seen = await page(stack, chromiumPath);
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    return [
      ["the API answers with every trial", (table.text.match(/"number":/g) ?? []).length >= TRIALS && !table.text.includes('"errors"')],
      ["all trials in one answer take under a second", table.ms < 1000, `${ms(table.ms)}, ${(table.bytes / 1e3).toFixed(0)} kB`, "speed"],
      [
        "all curves in one answer take under two seconds",
        curves.ms < 2000,
        `${ms(curves.ms)}, ${(curves.bytes / 1e3).toFixed(0)} kB`,
        "speed",
      ],
      ["the page draws a page of the table, not a thousand rows", seen.rows <= 26, `${seen.rows} rows, ${seen.nodes} elements`],
      ["the page shows table, curves and settings in five seconds", seen.opened < 5000, ms(seen.opened), "speed"],
      ["sorting takes under half a second", seen.sorted < 500, ms(seen.sorted), "speed"],
      ["turning a page takes under half a second", seen.paged < 500, ms(seen.paged), "speed"],
      ["choosing another trial takes under a second", seen.chosen < 1000, ms(seen.chosen), "speed"],
    ];
  } finally {
    await stack?.stop("SIGTERM");
    await server.stop();
    removeHome(home);
  }
}

process.exitCode = finish("a search of a thousand trials", await run()) ? 0 : 1;
