// biome-ignore-all lint/performance/useDomNodeTextContent: a locator's innerText is what a visitor sees; textContent would also hold what is hidden.
import assert from "node:assert/strict";
import { checkScreen } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

const RUN_MS = 4 * 60_000;

/** A model is chosen: settings are searched, models compared on the same folds, runs laid side by side, and the first one trained again. */
export async function choose(journey: Journey): Promise<void> {
  await searchSettings(journey);
  await compareModels(journey);
  await replay(journey);
  await compareRuns(journey);
}

/** Few rows to learn from and few epochs: the journey is about the pages and not about the model. */
async function openForm({ page, baseUrl, datasetId }: Journey, mode: string): Promise<void> {
  await page.goto(`${baseUrl}/runs/new?dataset=${datasetId}&mode=${mode}`);
  await page.getByRole("radio", { name: /^Multilayer perceptron/ }).click();
  await page.getByLabel("Epochs", { exact: true }).fill("2");
  await page.getByLabel("Batch size", { exact: true }).fill("256");
  await page.getByLabel("Test share").fill("0.8");
}

async function searchSettings(journey: Journey): Promise<void> {
  const { page, screenshotsDir } = journey;
  await openForm(journey, "search");
  await page.getByLabel("Trials", { exact: true }).fill("1");
  await checkScreen(page, "search-form", screenshotsDir);
  await page.getByRole("button", { name: "Start the search" }).click();
  await page.getByLabel("Trials", { exact: true }).and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByLabel("Trials", { exact: true }).fill("2");
  await page.getByLabel("Momentum", { exact: true }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Start the search" }).click();
  await page.waitForURL(/\/runs\/run_/);
  await page.getByRole("link", { name: "Report of the best settings" }).waitFor({ timeout: RUN_MS });
  assert.match(await page.getByTestId("tuning-verdict").innerText(), /^The best of 2 is trial \d with validation AUC 0\.\d+/);
  const trials = page.getByRole("region", { name: "Trials, table" });
  assert.equal(await trials.getByRole("row").count(), 3, "two trials under one header");
  await trials.getByRole("button", { name: "Show the curve of trial 2" }).click();
  await page.waitForURL(/trial=2/);
  await page.getByRole("button", { name: "Settings and what they reached: show as table" }).click();
  await page.getByRole("region", { name: "Settings and what they reached, table" }).getByText("Trial 1", { exact: true }).waitFor();
  await checkScreen(page, "search", screenshotsDir);
}

async function compareModels(journey: Journey): Promise<void> {
  const { page, screenshotsDir } = journey;
  await openForm(journey, "compare");
  await page.getByLabel("Folds", { exact: true }).fill("2");
  await page.getByRole("combobox", { name: "Add a network" }).click();
  await page.getByRole("option", { name: /^Multilayer perceptron/ }).click();
  await page.getByLabel("Units of candidate 2").fill("8");
  await page.getByLabel("Name of candidate 2").fill("Narrow");
  await checkScreen(page, "comparison-form", screenshotsDir);
  await page.getByRole("button", { name: "Start the comparison" }).click();
  await page.waitForURL(/\/runs\/run_/);
  const verdict = page.getByTestId("comparison-verdict");
  await verdict.waitFor({ timeout: RUN_MS });
  assert.ok((await verdict.innerText()).length > 40, "the verdict is a sentence");
  assert.equal(await page.getByRole("region", { name: "Paired tests, table" }).getByRole("row").count(), 4, "three pairs under one header");
  assert.equal(await page.getByRole("region", { name: "Folds, table" }).getByRole("row").count(), 3, "two folds under one header");
  await page.getByRole("region", { name: "Models compared, table" }).getByText("Narrow").waitFor();
  await checkScreen(page, "comparison", screenshotsDir);
}

async function compareRuns({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/runs?kind=TRAINING`);
  const ticks = page.getByRole("checkbox", { name: /^Compare (Train|Replay)/ });
  await ticks.nth(1).waitFor();
  await ticks.nth(0).check();
  await ticks.nth(1).check();
  await page.getByRole("link", { name: "Compare 2" }).click();
  await page.waitForURL(/\/runs\/compare\?ids=run_/);
  const compared = page.getByRole("region", { name: "Runs compared, table" }).getByRole("row");
  await compared.nth(2).waitFor();
  assert.equal(await compared.count(), 3, "two runs under one header");
  await checkScreen(page, "runs-compare", screenshotsDir);
}

async function replay({ page, baseUrl, runPath, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}${runPath}`);
  await page.getByTestId("fit-sentences").waitFor();
  await page.getByRole("button", { name: "Replay" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Train it again" }).click();
  await page.waitForURL((url) => /\/runs\/run_/.test(url.pathname) && url.pathname !== runPath);
  const table = page.getByRole("region", { name: "Metrics then and now, table" });
  await table.waitFor({ timeout: RUN_MS });
  await page.getByText(/^(Identical|The same within tolerance)$/).waitFor();
  await checkScreen(page, "replay", screenshotsDir);
}
