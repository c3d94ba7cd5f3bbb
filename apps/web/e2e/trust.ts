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

/** What applicants can do is stored with the model, kept to where one is scored, and gone beyond on record only. */
export async function recourse({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  await page.goto(`${baseUrl}/models/credit_default_taiwan/recourse`);
  await page.getByRole("combobox", { name: "What may happen to PAY_0" }).click();
  await page.getByRole("option", { name: "may only fall" }).click();
  await page.getByRole("textbox", { name: "Lowest of PAY_0" }).fill("-1");
  await page.getByRole("button", { name: "Save as the next version" }).click();
  await page.getByRole("heading", { name: "Version 1" }).waitFor();
  await checkScreen(page, "recourse-rules", screenshotsDir);
  await page.goto(`${baseUrl}/models/credit_default_taiwan/1`);
  await page.getByRole("link", { name: "Score one" }).click();
  await page.getByRole("button", { name: "Score", exact: true }).click();
  await page.getByRole("checkbox", { name: "PAY_0 may only fall, not below -1" }).waitFor();
  await page.getByRole("button", { name: "Find the nearest changes" }).click();
  await page.getByText("It is approved as it is.").waitFor();
  await page.getByRole("checkbox", { name: "Go beyond the stored rules, on record" }).click();
  await page.getByRole("textbox", { name: "Why the stored rules are gone beyond" }).waitFor();
  await checkScreen(page, "recourse", screenshotsDir);
}
