import assert from "node:assert/strict";
import { checkScreen } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

/** A score is kept as a decision on an applicant, found by the applicant's number, overridden with a reason, and taken along as CSV. */
export async function decide({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/score?version=alias:credit_default_taiwan:champion`);
  await page.getByLabel("PAY_0", { exact: true }).fill("3");
  await page.getByRole("button", { name: "Score", exact: true }).click();
  await page.getByTestId("probability").waitFor();
  await page.getByRole("button", { name: "Store", exact: true }).click();
  await page.getByText("Name whom or what").waitFor();
  await page.getByLabel("Subject").fill("A-2026-17");
  await page.getByRole("button", { name: "Store", exact: true }).click();
  await page.getByRole("link", { name: "Open the decision" }).click();
  await page.getByRole("heading", { level: 1, name: "A-2026-17" }).waitFor();
  await page.getByText("as in the audit log", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Override" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("The three late payments were a mistake of the bank.");
  await dialog.getByRole("button", { name: "Override it" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("decided by a person").waitFor();
  await checkScreen(page, "decision", screenshotsDir);

  await page.goto(`${baseUrl}/decisions`);
  await page.getByLabel("Subject").fill("A-2026-17");
  await page.getByRole("link", { name: "A-2026-17" }).waitFor();
  await checkScreen(page, "decisions", screenshotsDir);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV" }).click()]);
  assert.equal(download.suggestedFilename(), "decisions.csv");
}
