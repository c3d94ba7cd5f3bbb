// biome-ignore-all lint/performance/useDomNodeTextContent: a locator's innerText is what a visitor sees; textContent would also hold what is hidden.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { checkScreen, dropFile } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

const WORK_MS = 120_000;

/** Data are expected to be something, a pipeline is written and looked at step by step, a feature set is defined, audited and built. */
export async function features(journey: Journey): Promise<void> {
  await expectData(journey);
  await writePipeline(journey);
  await defineFeatureSet(journey);
}

async function choose(page: Page, box: Locator, option: string): Promise<void> {
  await box.click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

async function addItem(page: Page, button: string, word: string, item: RegExp): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Find").fill(word);
  await dialog.getByRole("button", { name: item }).first().click();
}

async function addColumn(scope: Locator, page: Page, label: string, name: string): Promise<void> {
  await scope.getByLabel(label, { exact: true }).fill(name);
  await page.keyboard.press("Enter");
}

async function expectData({ page, baseUrl, datasetId, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/datasets/${datasetId}/quality`);
  await addItem(page, "Add an expectation", "range", /in-range/);
  const card = page
    .getByRole("group", { name: /^Values? / })
    .or(page.getByRole("group"))
    .first();
  await page.getByRole("button", { name: "Save and check" }).click();
  await card.getByText("Name a column.").waitFor();
  await addColumn(card, page, "Columns", "AGE");
  await card.getByLabel("Lowest", { exact: true }).fill("25");
  await choose(page, card.getByLabel("Severity"), "Soft: is reported");
  await page.getByRole("button", { name: /^Take \d+ suggestions$/ }).click();
  await checkScreen(page, "quality-suite", screenshotsDir);
  await page.getByRole("button", { name: "Save and check" }).click();
  const failed = page.getByRole("row", { name: /AGE/ }).filter({ hasText: "failed, soft" });
  await failed.waitFor({ timeout: WORK_MS });
  await failed.getByRole("button", { name: /^Show rows/ }).click();
  const rows = page.getByRole("region", { name: /^Rows at fault/ });
  await rows.waitFor();
  assert.ok(Number((await rows.getByRole("row").nth(1).innerText()).split(/\s+/)[1]) < 25, "a row at fault shows its cell");
  await checkScreen(page, "quality-report", screenshotsDir);
}

async function writePipeline({ page, baseUrl, datasetId, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/runs/new?dataset=${datasetId}`);
  await choose(page, page.getByLabel("Features are made by"), "Own steps");
  await addItem(page, "Add a step", "standard", /standard-scale/);
  await addItem(page, "Add a step", "winsorise", /winsorise/);
  const second = page.getByRole("group", { name: /^Step 2/ });
  await addColumn(second, page, "Columns", "LIMIT_BAL");
  await second.getByRole("button", { name: /up$/ }).click();
  const first = page.getByRole("group", { name: /^Step 1/ });
  await first.getByText("LIMIT_BAL", { exact: true }).waitFor();
  await first.getByLabel("lower", { exact: true }).fill("2");
  await page.getByRole("button", { name: "Preview on a sample" }).click();
  await first.getByLabel("lower", { exact: true }).and(page.locator("[aria-invalid=true]")).waitFor({ timeout: WORK_MS });
  await first.getByLabel("lower", { exact: true }).fill("0.05");
  await page.getByRole("button", { name: "Preview on a sample" }).click();
  await first.getByText("After this step").waitFor({ timeout: WORK_MS });
  assert.match(
    await first
      .getByText(/^(low|lower)$/)
      .first()
      .innerText(),
    /low/,
    "what the step learned is shown",
  );
  await page.getByText(/^Added by the default encoding/).waitFor();
  await checkScreen(page, "pipeline", screenshotsDir);
}

/** Cards of two holders, an event each hour or so: small enough to read, large enough to look back. */
function eventsCsv(): string {
  const rows = Array.from({ length: 80 }, (_, at) => {
    const time = new Date(Date.UTC(2025, 0, 1 + Math.floor(at / 4), at % 24, at % 60)).toISOString();
    return `c${at % 2},${time},${10 + ((at * 7) % 31)},${Number(at % 5 === 0)}`;
  });
  return `card,at,amount,fraud\n${rows.join("\n")}\n`;
}

async function defineFeatureSet({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  const path = join(screenshotsDir, "events.csv");
  writeFileSync(path, eventsCsv());
  await page.goto(`${baseUrl}/datasets`);
  await page.getByRole("button", { name: "Choose a file" }).waitFor();
  await dropFile(page, "[data-testid=drop-zone]", path, "events.csv");
  await page.waitForURL(/\/datasets\/ds_/);
  await page.getByRole("link", { name: "Train a model" }).waitFor({ timeout: WORK_MS });

  await page.goto(`${baseUrl}/feature-sets/new`);
  await page.getByLabel("Feature set", { exact: true }).fill("Card behaviour");
  await choose(page, page.getByLabel("Data set", { exact: true }), "events");
  const table = page.getByRole("group", { name: "Table events" });
  await choose(page, table.getByLabel("Time", { exact: true }), "at");
  await addItem(page, "Add a stage", "windows", /windows/);
  const stage = page.getByRole("group", { name: /^Stage 1/ });
  await addColumn(stage, page, "Entity", "card");
  await addItem(page, "Add a feature", "sum", /sum/);
  await choose(page, stage.getByLabel("column", { exact: true }), "amount");
  await stage.getByLabel("window", { exact: true }).fill("3d");
  await page.getByRole("button", { name: "Preview on a sample" }).click();
  await stage.getByText("amount_sum_3d").waitFor({ timeout: WORK_MS });
  await checkScreen(page, "feature-set-form", screenshotsDir);
  await page.getByRole("button", { name: "Save the feature set" }).click();
  await page.waitForURL((url) => /^\/feature-sets\/(?!new)/.test(url.pathname));
  await page.getByRole("heading", { level: 1, name: "Card behaviour v1" }).waitFor();
  await checkScreen(page, "feature-set", screenshotsDir);

  await page.getByRole("tab", { name: "Leakage audit" }).click();
  await page.getByRole("button", { name: "Run the audit" }).click();
  await page.getByText("No feature knows the future").waitFor({ timeout: WORK_MS });
  await page.reload();
  await page.getByText("No feature knows the future").waitFor();
  await checkScreen(page, "leakage-audit", screenshotsDir);

  await page.getByRole("tab", { name: "Make a data set" }).click();
  await page.getByLabel("Name of the data set").fill("events with windows");
  await page.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/datasets\/ds_/);
  await page
    .getByRole("region", { name: "Origin and quality" })
    .getByRole("link", { name: "Card behaviour v1" })
    .waitFor({ timeout: WORK_MS });
  assert.ok((await page.getByRole("main").innerText()).includes("amount_sum_3d"), "the data set has the feature's column");
  assert.match(basename(new URL(page.url()).pathname), /^ds_/);
  await page.goto(`${baseUrl}/feature-sets`);
  await page.getByRole("row", { name: /Card behaviour/ }).waitFor();
  await checkScreen(page, "feature-sets", screenshotsDir);
}
