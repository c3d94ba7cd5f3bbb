// biome-ignore-all lint/performance/useDomNodeTextContent: a locator's innerText is what a visitor sees; textContent would also hold what is hidden.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { formatCount, formatMetric } from "../src/lib/format.ts";
import { checkScreen, dropFile, openBrowser, type Visit } from "./browser.ts";
import { choose } from "./choose.ts";
import { decide } from "./decide.ts";
import { features } from "./features.ts";
import { govern } from "./govern.ts";
import { policies } from "./policies.ts";
import { risk } from "./risk.ts";
import { fairness, recourse, trust } from "./trust.ts";

export interface JourneyOptions {
  baseUrl: string;
  ownerKey: string;
  taiwanCsvPath: string;
  chromiumPath: string;
  screenshotsDir: string;
  /** Few, because the journey is about the portal and not about the model. */
  epochs?: number;
}

export interface Journey extends JourneyOptions, Visit {
  epochs: number;
  /** A click that a person would need on the shortest way from the file to the score. */
  click(name: string | RegExp, role?: "button" | "link"): Promise<void>;
  clicks: number;
  runPath: string;
  datasetId: string;
}

const TRAINING_MS = 5 * 60_000;
const MAX_CLICKS = 8;

/**
 * One visitor's way through the whole portal against a running stack: from a dropped file to a scored applicant and a scored file.
 * @returns the guarantees that held, in order. @throws AssertionError or a timeout naming the first that did not.
 */
export async function runJourney(options: JourneyOptions): Promise<string[]> {
  mkdirSync(options.screenshotsDir, { recursive: true });
  const visit = await openBrowser(options.chromiumPath);
  const { page } = visit;
  const journey: Journey = {
    epochs: 3,
    ...options,
    ...visit,
    clicks: 0,
    runPath: "",
    datasetId: "",
    async click(name, role = "button") {
      await page.getByRole("main").getByRole(role, { name }).first().click();
      journey.clicks += 1;
    },
  };
  const held: string[] = [];
  try {
    for (const [guarantee, step] of STEPS) {
      try {
        await step(journey);
        const errors = visit.takeErrors();
        assert.deepEqual(errors, [], `the page wrote errors:\n${errors.join("\n")}`);
      } catch (error) {
        await page.screenshot({ path: `${options.screenshotsDir}/failure.png`, fullPage: true }).catch(() => undefined);
        const words = error instanceof Error ? error.message : String(error);
        const written = visit.takeErrors().join("\n");
        throw new Error(
          `Journey: "${guarantee}" does not hold at ${page.url()}.\n${words}${written ? `\nThe page wrote:\n${written}` : ""}`,
          { cause: error },
        );
      }
      held.push(guarantee);
    }
  } finally {
    await visit.close();
  }
  return held;
}

const STEPS: readonly (readonly [string, (journey: Journey) => Promise<void>])[] = [
  ["a signed-out visitor signs in with the keyboard alone and comes back to where they were", signInByKeyboard],
  ["a dropped file becomes a dataset with its profile", dropAndProfile],
  ["the form proposes the founding example, and a wrong parameter is told at its field", startTraining],
  ["a run is watched live, and a reload in the middle keeps its state", watchLive],
  ["the report shows the API's own numbers beside the baseline", readReport],
  ["the threshold moves by keyboard, changes the confusion matrix and lives in the address", moveThreshold],
  [`from the file to a scored applicant it takes at most ${MAX_CLICKS} clicks`, scoreOne],
  ["a version becomes champion with a reason", promote],
  ["a score kept as a decision is found, overridden with a reason and taken along", decide],
  ["a version's trust report is made and read", trust],
  ["a protected attribute is declared and its groups are compared", fairness],
  ["what applicants can do is stored with the model and kept to where one is scored", recourse],
  ["a finding, an inventory and the audit log govern the champion", govern],
  ["a risk desk submits, reads and downloads its analyses, and each page passes WCAG 2.2 AA in both themes", risk],
  ["a policy is learned from a log, judged by its gate, decides within its limits, and is switched off", policies],
  ["settings are searched, models compared on the same folds, a version trained again, and runs laid side by side", choose],
  ["a whole file is scored, downloaded, and has the fingerprint that the page shows", scoreFile],
  ["data are expected to be something, a pipeline is previewed step by step, and a feature set is audited and built", features],
  ["a broken file is refused with its line, and nothing of it is kept", refuseBrokenFile],
  ["a run is cancelled after a confirmation, and a retry is a new run", cancelAndRetry],
  ["an API that is away is told, and its return is noticed without a reload", apiAway],
  ["every other screen passes WCAG 2.2 AA in both themes", checkOtherScreens],
  ["an API key is shown once and revoked after typing its name, and signing out closes the portal", keysAndSignOut],
];

async function signInByKeyboard({ page, baseUrl, ownerKey, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/datasets`);
  await page.waitForURL(/\/sign-in\?next=%2Fdatasets/);
  const field = page.getByLabel("API key");
  await field.waitFor();
  await checkScreen(page, "sign-in", screenshotsDir);
  await tabTo(page, async () => field.evaluate((element) => element === document.activeElement));
  await page.keyboard.type("plk_not-a-key");
  await page.keyboard.press("Enter");
  await page.getByRole("main").getByRole("alert").waitFor();
  await field.focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(ownerKey);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${baseUrl}/datasets`);
  await page.getByRole("heading", { level: 1, name: "Datasets" }).waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to content", "the first Tab meets the skip link");
}

async function tabTo(page: Page, reached: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    if (await reached()) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("Tab does not reach the field within 20 presses.");
}

async function dropAndProfile(journey: Journey): Promise<void> {
  const { page, taiwanCsvPath, screenshotsDir } = journey;
  await page.getByRole("button", { name: "Choose a file" }).waitFor();
  await dropFile(page, "[data-testid=drop-zone]", taiwanCsvPath, basename(taiwanCsvPath));
  journey.clicks += 1;
  await page.waitForURL(/\/datasets\/ds_/);
  journey.datasetId = basename(new URL(page.url()).pathname);
  const table = page.getByRole("region", { name: "Columns of the dataset, table" });
  await table.waitFor({ timeout: 120_000 });
  const text = await page.getByRole("main").innerText();
  for (const words of ["30,000", "LIMIT_BAL", "BILL_AMT6", "Train a model"]) assert.ok(text.includes(words), `the profile shows ${words}`);
  await page.getByRole("searchbox", { name: "Find a column" }).fill("bill_amt");
  await page.waitForURL(/q=bill_amt/);
  assert.equal(await table.getByRole("row").count(), 7, "six columns match, under one header");
  await page.getByRole("searchbox", { name: "Find a column" }).fill("");
  await checkScreen(page, "dataset", screenshotsDir);
}

async function startTraining(journey: Journey): Promise<void> {
  const { page, click, epochs, screenshotsDir } = journey;
  await click("Train a model", "link");
  await page.waitForURL(/\/runs\/new\?dataset=ds_/);
  assert.equal(await page.getByRole("radio", { name: /^LSTM/ }).getAttribute("aria-checked"), "true");
  assert.equal(await page.getByLabel("Units", { exact: true }).inputValue(), "128");
  assert.equal(await page.getByLabel("Epochs", { exact: true }).inputValue(), "10");
  assert.equal(await page.getByLabel("Batch size").inputValue(), "32");
  assert.equal(await page.getByRole("group", { name: /^Sequence group/ }).count(), 3);
  const months = await page.getByRole("group", { name: "Sequence group BILL_AMT" }).getByRole("listitem").allInnerTexts();
  assert.match(months[0] ?? "", /oldest\s+BILL_AMT6/);
  await checkScreen(page, "new-run", screenshotsDir);
  await page.getByLabel("Units", { exact: true }).fill("999999");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByLabel("Units", { exact: true }).and(page.locator("[aria-invalid=true]")).waitFor();
  await page.getByLabel("Units", { exact: true }).fill("128");
  await page.getByLabel("Epochs", { exact: true }).fill(String(epochs));
  await click("Start training");
  await page.waitForURL(/\/runs\/run_/);
  journey.runPath = new URL(page.url()).pathname;
}

async function watchLive({ page, epochs, runPath, screenshotsDir, baseUrl }: Journey): Promise<void> {
  const firstEpoch = page.getByText(new RegExp(`^[1-9]\\d* of ${epochs}$`));
  await firstEpoch.waitFor({ timeout: TRAINING_MS });
  await page.screenshot({ path: `${screenshotsDir}/run-live-light.png`, fullPage: true });
  await page.reload();
  assert.equal(page.url(), `${baseUrl}${runPath}`);
  // Either still at it, past the first epoch, or already at the report: never back at the start.
  const report = page.getByRole("heading", { name: "Network beside the baseline" });
  await firstEpoch.or(report).first().waitFor();
  await report.waitFor({ timeout: TRAINING_MS });
}

interface RunNumbers {
  metrics: { name: string; split: string; value: number; low: number | null; high: number | null }[];
  baselines: { name: string; metrics: RunNumbers["metrics"] }[];
  report: { thresholds: { threshold: number; truePositives: number; falsePositives: number }[] };
}

async function runNumbers(page: Page, id: string): Promise<RunNumbers> {
  const metric = "metrics { name split value low high }";
  const query = `query ($id: ID!) { run(id: $id) { ${metric} baselines { name ${metric} } report { thresholds { threshold truePositives falsePositives } } } }`;
  const answer = await page.evaluate(
    async (body) => {
      const headers = { "content-type": "application/json", "apollo-require-preflight": "true" };
      const response = await fetch("/api/graphql", { method: "POST", headers, body });
      return response.json() as Promise<{ data: { run: RunNumbers } }>;
    },
    JSON.stringify({ query, variables: { id } }),
  );
  return answer.data.run;
}

async function readReport({ page, runPath, screenshotsDir }: Journey): Promise<void> {
  const { metrics, baselines } = await runNumbers(page, basename(runPath));
  const table = page.getByRole("region", { name: "Metrics of network and baselines, table" });
  const auc = metrics.find(({ name, split }) => name === "auc" && split === "TEST");
  assert.ok(auc && auc.value > 0.7 && auc.low !== null && auc.high !== null, "the network's AUC has its interval and is no coin");
  const rival = baselines.find(({ name }) => name === "LOGISTIC")?.metrics.find(({ name, split }) => name === "auc" && split === "TEST");
  assert.ok(rival, "the logistic baseline was measured on the same rows");
  const row = await table.getByRole("row", { name: /^AUC/ }).innerText();
  for (const { value, low, high } of [auc, rival]) {
    for (const words of [formatMetric(value), `${formatMetric(low)} to ${formatMetric(high)}`])
      assert.ok(row.includes(words), `the row AUC shows ${words}`);
  }
  assert.match(await page.getByTestId("verdict").innerText(), /Logistic regression's 0\.\d{4} \(/);
  const main = await page.getByRole("main").innerText();
  assert.match(main, /Accuracy 0\.\d+ .*; always answering the commoner class gives 0\.7\d+/, "accuracy stands beside the majority class");
  for (const title of ["ROC curve", "Precision and recall", "Calibration", "Scores by class", "Learning curves"]) {
    await page.getByRole("heading", { name: title, exact: true }).waitFor();
  }
  await page.getByRole("button", { name: "ROC curve: show as table" }).click();
  await page.getByRole("region", { name: "ROC curve, table" }).waitFor();
  await page.getByRole("button", { name: "ROC curve: show the plot" }).click();
  const [csv] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Calibration: download CSV" }).click()]);
  assert.match(readFileSync(await csv.path(), "utf8"), /^Mean predicted,Observed rate,Low,High,Rows\r\n0\./);
  const [png] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "ROC curve: download PNG" }).click()]);
  assert.equal(
    readFileSync(await png.path())
      .subarray(1, 4)
      .toString("latin1"),
    "PNG",
  );
  await checkScreen(page, "report", screenshotsDir);
}

async function moveThreshold({ page, runPath }: Journey): Promise<void> {
  const { report } = await runNumbers(page, basename(runPath));
  const before = await page.getByTestId("confusion").innerText();
  const slider = page.getByRole("slider", { name: "Decision threshold" });
  await slider.focus();
  for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press("ArrowLeft");
  const at = Number(await slider.inputValue());
  const row = report.thresholds[at];
  assert.ok(row, "the slider stands on a row of the report");
  assert.equal(await page.getByTestId("threshold").innerText(), formatMetric(row.threshold));
  const after = await page.getByTestId("confusion").innerText();
  assert.notEqual(after, before);
  assert.ok(
    after.includes(formatCount(row.truePositives)) && after.includes(formatCount(row.falsePositives)),
    "the counts are the report's",
  );
  await page.waitForURL((url) => Number(url.searchParams.get("threshold")) === row.threshold);
  await page.reload();
  await page.getByTestId("confusion").waitFor();
  assert.equal(await page.getByTestId("confusion").innerText(), after, "the reloaded address shows the same threshold");
}

async function scoreOne(journey: Journey): Promise<void> {
  const { page, click, screenshotsDir } = journey;
  await click("Score one", "link");
  await page.waitForURL(/\/score\?version=/);
  await page.getByLabel("LIMIT_BAL", { exact: true }).waitFor();
  assert.notEqual(await page.getByLabel("LIMIT_BAL", { exact: true }).inputValue(), "", "the form opens with the reference record");
  await page.getByLabel("PAY_0", { exact: true }).fill("2");
  await click("Score");
  await page.getByTestId("probability").waitFor();
  assert.match(await page.getByTestId("probability").innerText(), /^\d{1,3}\.\d\d %$/);
  assert.match(await page.getByTestId("decision").innerText(), /^Outcome [01]$/);
  await page.getByRole("region", { name: "Reasons" }).waitFor();
  assert.ok(journey.clicks <= MAX_CLICKS, `${journey.clicks} clicks`);
  const before = await page.getByTestId("probability").innerText();
  await page.getByLabel("PAY_0, slider").fill("0");
  await page.getByText(`points, from ${before}`).waitFor();
  assert.notEqual(await page.getByTestId("probability").innerText(), before, "the score follows the slider");
  await page.getByRole("heading", { name: "Score by LIMIT_BAL" }).waitFor();
  await page.getByLabel("LIMIT_BAL", { exact: true }).fill("much");
  await page.getByRole("button", { name: "Score", exact: true }).click();
  await page.getByText("'much' is not a", { exact: false }).waitFor();
  await page.getByRole("button", { name: "Fill with reference" }).click();
  await checkScreen(page, "score-one", screenshotsDir);
}

async function promote({ page, runPath, baseUrl, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}${runPath}`);
  await page.getByRole("button", { name: "Promote" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make it champion" }).click();
  await dialog.getByText("Write why").waitFor();
  await dialog.getByLabel("Reason").fill("Beats the logistic baseline on the untouched test rows.");
  await checkScreen(page, "promote", screenshotsDir);
  await dialog.getByRole("button", { name: "Make it champion" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "Open the version" }).click();
  await page.waitForURL(/\/models\/[^/]+\/\d+/);
  await page.getByText("champion", { exact: true }).first().waitFor();
  await checkScreen(page, "version", screenshotsDir);
}

async function scoreFile({ page, baseUrl, datasetId, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/score?tab=file&version=alias:credit_default_taiwan:champion&dataset=${datasetId}`);
  const submit = page.getByRole("button", { name: "Score the file" });
  await submit.waitFor();
  await checkScreen(page, "score-file", screenshotsDir);
  await submit.click();
  await page.waitForURL(/\/runs\/run_/);
  const link = page.getByRole("link", { name: /^Download/ });
  await link.waitFor({ timeout: TRAINING_MS });
  await checkScreen(page, "scored-file", screenshotsDir);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const bytes = readFileSync(await download.path());
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  assert.ok((await page.getByRole("main").innerText()).includes(sha256), "the page shows the fingerprint of the downloaded bytes");
  const lines = bytes.toString("utf8").trimEnd().split(/\r?\n/);
  assert.equal(lines.length, 30_001, "one line a row, under one header");
  for (const column of ["ID", "probability", "decision"]) assert.ok((lines[0] ?? "").includes(column), `the header names ${column}`);
}

async function refuseBrokenFile({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  const path = join(screenshotsDir, "ragged.csv");
  writeFileSync(path, "age,income\n31,1200\n44,1900,7\n52,2100\n");
  await page.goto(`${baseUrl}/datasets`);
  await page.getByRole("button", { name: "Choose a file" }).waitFor();
  await dropFile(page, "[data-testid=drop-zone]", path, "ragged.csv");
  await page.waitForURL(/\/datasets\/ds_/);
  const alert = page.getByRole("main").getByRole("alert");
  await alert.waitFor({ timeout: 60_000 });
  assert.match(await alert.innerText(), /BAD_CSV[\s\S]*line 3/i, "the message names the line");
  assert.equal(await page.getByRole("link", { name: "Train a model" }).count(), 0);
  await checkScreen(page, "broken-file", screenshotsDir);
}

async function cancelAndRetry({ page, baseUrl, datasetId, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/runs/new?dataset=${datasetId}`);
  await page.getByLabel("Epochs", { exact: true }).fill("500");
  await page.getByRole("button", { name: "Start training" }).click();
  await page.getByRole("button", { name: "Cancel run" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Keep running" }).click();
  await checkScreen(page, "run-live", screenshotsDir);
  const cancel = async () => {
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the run" }).click();
    await page.getByText("This run was cancelled").waitFor();
  };
  await cancel();
  const cancelled = page.url();
  await checkScreen(page, "run-cancelled", screenshotsDir);
  await page.getByRole("button", { name: "Retry" }).click();
  await page.waitForURL((url) => /\/runs\/run_/.test(url.pathname) && url.href !== cancelled);
  await cancel();
}

async function apiAway({ page, baseUrl }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/models`);
  await page.getByRole("region", { name: "Models, table" }).waitFor();
  await page.route("**/api/graphql", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: "{}" }));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await page.getByText("The API is away, retrying.", { exact: false }).first().waitFor();
  await page.unroute("**/api/graphql");
  await page.getByRole("region", { name: "Runs, table" }).waitFor();
  await page.getByText("The API is away, retrying.", { exact: false }).waitFor({ state: "detached" });
}

async function checkOtherScreens({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  for (const [name, path, ready] of [
    ["home", "/", "At work|Recent runs"],
    ["datasets", "/datasets", "All datasets"],
    ["runs", "/runs", "Runs"],
    ["models", "/models", "Models"],
    ["system", "/system", "Engines"],
    ["settings", "/settings", "API keys"],
    ["no-such-run", "/runs/run_nothing", "No such run"],
  ] as const) {
    await page.goto(`${baseUrl}${path}`);
    await page
      .getByRole("heading", { name: new RegExp(ready) })
      .first()
      .waitFor();
    await page.waitForLoadState("networkidle");
    await checkScreen(page, name, screenshotsDir);
  }
  await page.goto(`${baseUrl}/runs?kind=TRAINING&status=SUCCEEDED`);
  await page.getByRole("region", { name: "Runs, table" }).waitFor();
  assert.ok((await page.getByRole("region", { name: "Runs, table" }).getByText("Training", { exact: true }).count()) >= 1);
  assert.equal(await page.getByRole("region", { name: "Runs, table" }).getByText("Reading a file", { exact: true }).count(), 0);
}

async function keysAndSignOut({ page, baseUrl }: Journey): Promise<void> {
  const name = `journey ${Date.now()}`;
  await page.goto(`${baseUrl}/settings`);
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Make the key" }).click();
  const secret = await page.getByRole("region", { name: "API key", exact: true }).innerText();
  assert.match(secret.trim(), /^plk_\S{20,}$/);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  assert.equal(await page.content().then((html) => html.includes(secret.trim())), false, "the key is not shown again");
  await page.getByRole("dialog").getByLabel(`Type ${name} to confirm`).fill(name);
  await page.getByRole("dialog").getByRole("button", { name: "Revoke the key" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page
    .getByRole("row", { name: new RegExp(name) })
    .getByText("revoked")
    .waitFor();
  await page.getByRole("banner").getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(/\/sign-in/);
  await page.goto(`${baseUrl}/models`);
  await page.waitForURL(/\/sign-in\?next=%2Fmodels/);
}
