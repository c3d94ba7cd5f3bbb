import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { formatValue } from "../src/lib/format.ts";
import { checkScreen, dropFile } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";
import { lossTable, operationalRisk } from "./operational-risk.ts";

const RUN_MS = 3 * 60_000;

/** A risk desk's day: positions and portfolios of a table of prices. */
export async function risk(journey: Journey): Promise<void> {
  const { page, baseUrl, screenshotsDir } = journey;
  await page.goto(`${baseUrl}/risk`);
  await page.getByRole("heading", { level: 1, name: "Risk desks" }).waitFor();
  await checkScreen(page, "risk", screenshotsDir);
  const prices = await datasetOf(journey, "prices.csv", priceTable());
  await portfolio(journey, prices);
  await backtest(journey, prices);
  await operationalRisk(journey, await datasetOf(journey, "losses.csv", lossTable()));
}

async function datasetOf({ page, baseUrl, screenshotsDir }: Journey, name: string, text: string): Promise<string> {
  const path = join(screenshotsDir, name);
  writeFileSync(path, text);
  await page.goto(`${baseUrl}/datasets`);
  await page.getByRole("button", { name: "Choose a file" }).waitFor();
  await dropFile(page, "[data-testid=drop-zone]", path, name);
  await page.waitForURL(/\/datasets\/ds_/);
  await page.getByRole("region", { name: "Columns of the dataset, table" }).waitFor({ timeout: 60_000 });
  return basename(new URL(page.url()).pathname);
}

/** Four price series of 400 days that share a market, from a congruential generator: the same every time. */
function priceTable(): string {
  let state = 12345;
  const uniform = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform() + 1e-9)) * Math.cos(2 * Math.PI * uniform());
  const assets = ["ALPHA", "BETA", "GAMMA", "DELTA"];
  const prices = assets.map(() => 100);
  const lines = [`day,${assets.join(",")}`];
  for (let day = 0; day < 400; day += 1) {
    const market = normal();
    prices.forEach((price, at) => {
      prices[at] = price * Math.exp(0.0003 + 0.006 * market + 0.004 * (at + 1) * normal());
    });
    const date = new Date(Date.UTC(2022, 0, 3) + day * 86_400_000).toISOString().slice(0, 10);
    lines.push([date, ...prices.map((price) => price.toFixed(4))].join(","));
  }
  return `${lines.join("\n")}\n`;
}

/** A VaR method is judged by every test, each with its size, and never by Kupiec's alone. */
async function backtest({ page, baseUrl, screenshotsDir }: Journey, datasetId: string): Promise<void> {
  await page.goto(`${baseUrl}/risk/var/new?dataset=${datasetId}`);
  await page.getByLabel("Days of the window").fill("260");
  await checkScreen(page, "var-new", screenshotsDir);
  await page.getByRole("button", { name: "Start the backtest" }).click();
  const tests = page.getByRole("region", { name: "Tests, table", exact: true });
  await tests.waitFor({ timeout: RUN_MS });
  const words = (await tests.textContent()) ?? "";
  for (const name of [
    "Kupiec",
    "Christoffersen, independence",
    "Christoffersen, conditional coverage",
    "Dynamic quantile",
    "Basel traffic light",
  ]) {
    assert.ok(words.includes(name), `the table of tests shows ${name}`);
  }
  await page.getByRole("heading", { name: /^Exceedances of / }).waitFor();
  await checkScreen(page, "var-backtest", screenshotsDir);
}

interface BookNumbers {
  levels: { alpha: number; var: number; assets: { asset: string; componentVar: number }[] }[];
}

async function portfolio({ page, baseUrl, screenshotsDir }: Journey, datasetId: string): Promise<void> {
  await page.goto(`${baseUrl}/risk/portfolio/new?dataset=${datasetId}`);
  await page.getByLabel("Window", { exact: true }).fill("120");
  await page.getByRole("button", { name: "Shocks" }).click();
  await page.getByLabel("Scenario of shocks").fill("Alpha falls");
  await page.getByLabel("Shocks", { exact: true }).fill("ALPHA: minus a third");
  await page.getByRole("button", { name: "Start the analysis" }).click();
  await page.getByLabel("Shocks", { exact: true }).and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByLabel("Shocks", { exact: true }).fill("ALPHA -0.3");
  await checkScreen(page, "portfolio-new", screenshotsDir);
  await page.getByRole("button", { name: "Start the analysis" }).click();
  await page.waitForURL(/\/runs\/run_/);
  const contributions = page.getByRole("region", { name: "Risk contributions, table" });
  await contributions.waitFor({ timeout: RUN_MS });
  const id = basename(new URL(page.url()).pathname);
  const book = await page.evaluate(async (runId) => {
    const query = "query ($id: ID!) { run(id: $id) { portfolio { book { levels { alpha var assets { asset componentVar } } } } } }";
    const headers = { "content-type": "application/json", "apollo-require-preflight": "true" };
    const answer = await fetch("/api/graphql", { method: "POST", headers, body: JSON.stringify({ query, variables: { id: runId } }) });
    return ((await answer.json()) as { data: { run: { portfolio: { book: BookNumbers } } } }).data.run.portfolio.book;
  }, id);
  const level = book.levels.find(({ alpha }) => alpha === 0.99);
  assert.ok(level, "the 99 % level was asked for");
  const text = (await contributions.textContent()) ?? "";
  for (const { asset, componentVar } of level.assets) {
    assert.ok(text.includes(asset) && text.includes(formatValue(componentVar)), `the table shows ${asset}'s component VaR`);
  }
  for (const title of ["Weights", "Efficient frontier", "Weights along the frontier", "Methods over time", "Wealth", "Stress scenarios"]) {
    await page.getByRole("heading", { name: title, exact: true }).waitFor();
  }
  await page.getByRole("button", { name: "Efficient frontier: show as table" }).click();
  await page.getByRole("region", { name: "Efficient frontier, table" }).waitFor();
  await page.getByRole("button", { name: "Efficient frontier: show the plot" }).click();
  const [csv] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Risk contributions: download CSV" }).click(),
  ]);
  assert.match(readFileSync(await csv.path(), "utf8"), /^Level,Asset,Position,Standalone VaR,Component VaR/);
  await checkScreen(page, "portfolio", screenshotsDir);
  await page.getByRole("button", { name: "Repeat it" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Morning book");
  await dialog.getByRole("button", { name: "Schedule it" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.goto(`${baseUrl}/risk`);
  await page.getByRole("button", { name: "End Morning book" }).click();
  await checkScreen(page, "schedule-end", screenshotsDir);
  await dialog.getByRole("button", { name: "End the schedule" }).click();
  await page.getByRole("button", { name: "End Morning book" }).waitFor({ state: "detached" });
  await page.goto(`${baseUrl}/risk/portfolio`);
  await page.getByRole("region", { name: "Analyses, table" }).waitFor();
  await checkScreen(page, "portfolios", screenshotsDir);
}
