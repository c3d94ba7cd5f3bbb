import assert from "node:assert/strict";
import { checkScreen } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

const RUN_MS = 3 * 60_000;

/**
 * A policy from a sample log: learned, seen in its report, judged by the gate, promoted (against the gate, as so small a log needs), asked for a
 * decision, told what came of it, and switched off.
 */
export async function policies({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/policies`);
  await page.getByRole("button", { name: "Make a sample log" }).click();
  const sample = page.getByRole("dialog");
  await sample.getByLabel("Name of the data set").fill("journey decisions");
  await sample.getByLabel("Decisions").fill("2000");
  await sample.getByRole("button", { name: "Make it" }).click();
  await page.waitForURL(/\/datasets\/ds_/);
  await page.getByText("2,000", { exact: true }).first().waitFor({ timeout: RUN_MS });
  const datasetId = page.url().split("/").at(-1) ?? "";

  await page.goto(`${baseUrl}/policies/new?dataset=${datasetId}`);
  await page.getByLabel("Epochs").first().fill("0");
  await page.getByLabel("Name of the policy").fill("journey pricing");
  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByText("Not submitted").waitFor();
  await page.getByLabel("Epochs").first().fill("4");
  for (const column of ["bureau_score", "age", "income"]) await page.getByLabel(column, { exact: true }).uncheck();
  await page.getByLabel("Seeds").fill("2");
  await page.getByRole("button", { name: "Read from the names" }).click();
  await page.getByLabel("Of a portfolio").fill("much");
  await page.getByRole("button", { name: "Learn" }).click();
  await page.getByText("'much' is not a number.").waitFor();
  await page.getByLabel("Of a portfolio").fill("");
  await checkScreen(page, "policy-new", screenshotsDir);
  await page.getByRole("button", { name: "Learn" }).click();
  await page.waitForURL(/\/runs\/run_/);
  await page.getByRole("heading", { name: "Value by the log" }).waitFor({ timeout: RUN_MS });
  await checkScreen(page, "policy-training", screenshotsDir);
  await page.getByRole("link", { name: "journey pricing v1" }).click();
  await page.waitForURL(/\/policies\/journey/);

  await page.getByRole("button", { name: "Evaluate on a log…" }).click();
  const evaluate = page.getByRole("dialog");
  await evaluate.getByRole("button", { name: "Evaluate" }).click();
  await page.waitForURL(/\/runs\/run_/);
  await page.getByRole("heading", { name: "Value by estimator" }).waitFor({ timeout: RUN_MS });
  await checkScreen(page, "policy-evaluation", screenshotsDir);
  const refused = await page.getByText("refused", { exact: true }).count();
  await page.getByRole("button", { name: "Promote…" }).click();
  const promote = page.getByRole("dialog");
  if (refused > 0) await promote.getByLabel("Override exactly these refusals").check();
  await promote.getByLabel("Reason", { exact: true }).fill("A trial on a sample log, agreed by the committee.");
  await promote.getByRole("button", { name: refused > 0 ? "Override and promote" : "Promote", exact: true }).click();
  await page.getByText(refused > 0 ? /Promoted against the gate/ : /Promoted: the gate holds/).waitFor({ timeout: RUN_MS });

  await page.goto(`${baseUrl}/policies/journey%20pricing?tab=decide`);
  await page.getByRole("combobox", { name: "risk_segment" }).click();
  await page.getByRole("option", { name: "S01" }).click();
  await page.getByLabel("Segment", { exact: true }).fill("S01");
  await page.getByLabel("Reference").fill("A-1");
  await page.getByRole("button", { name: "Decide", exact: true }).click();
  const action = (await page.getByTestId("decided-action").textContent()) ?? "";
  assert.match(action, /^(decline|price_\d+)$/);
  await checkScreen(page, "policy-decide", screenshotsDir);

  await page.goto(`${baseUrl}/policies/journey%20pricing?tab=log`);
  await page.getByRole("button", { name: "Report the reward of A-1" }).click();
  const reward = page.getByRole("dialog");
  await reward.getByLabel("Reward").fill("120");
  await reward.getByRole("button", { name: "Record it" }).click();
  await reward.waitFor({ state: "hidden" });
  await page.getByText("120.0").waitFor();
  await checkScreen(page, "policy-log", screenshotsDir);

  await page.goto(`${baseUrl}/policies/journey%20pricing?tab=control`);
  await page.getByRole("button", { name: "Switch the policy off" }).click();
  const off = page.getByRole("dialog");
  await off.getByLabel("Reason").fill("The journey is over.");
  await off.getByRole("button", { name: "Switch it off" }).click();
  await page.getByText("The fallback action is taken.").waitFor();
  await checkScreen(page, "policy-control", screenshotsDir);
  await page.goto(`${baseUrl}/policies`);
  await page.getByText("switched off").waitFor();
  await checkScreen(page, "policies", screenshotsDir);
}
