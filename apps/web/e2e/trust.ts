import { checkScreen } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

const REPORT_MS = 5 * 60_000;

/** A protected attribute is declared, and the groups are compared by a policy. */
export async function fairness({ page, baseUrl, datasetId, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/datasets/${datasetId}`);
  await page.getByRole("combobox", { name: "Column to protect" }).click();
  await page.getByRole("option", { name: "SEX", exact: true }).click();
  await page.getByRole("button", { name: "Protect it" }).click();
  await page.getByRole("button", { name: "No longer protect SEX" }).waitFor();
  await page.goto(`${baseUrl}/models/credit_default_taiwan/1/trust?tab=fairness`);
  await page.getByRole("button", { name: "Compare the groups" }).click();
  await page.getByRole("heading", { name: "Groups of SEX" }).waitFor({ timeout: REPORT_MS });
  await checkScreen(page, "fairness", screenshotsDir);
}

/** A version's trust report is made in the portal and read tab by tab. */
export async function trust({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/models/credit_default_taiwan/1`);
  await page.getByRole("link", { name: "Trust report" }).click();
  await page.getByText("No report yet").waitFor();
  await page.getByRole("button", { name: "Make the report" }).click();
  await page.getByRole("heading", { name: "Reliability" }).waitFor({ timeout: REPORT_MS });
  await checkScreen(page, "trust-calibration", screenshotsDir);
  for (const [tab, heading] of [
    ["Explanations", "Contributions of every explained row"],
    ["Dependence", "Partial dependence on PAY_0"],
    ["Reasons and robustness", "Reasons of declines"],
  ] as const) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("heading", { name: heading }).waitFor();
    await checkScreen(page, `trust-${tab.toLowerCase().replaceAll(" ", "-")}`, screenshotsDir);
  }
}
