import { checkScreen } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

const FINDING = "The pay status has undocumented codes";

/** A champion is questioned: a finding is opened and closed, the inventory says whose model it is, and the record of it all verifies. */
export async function govern({ page, baseUrl, screenshotsDir }: Journey): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.goto(`${baseUrl}/models/credit_default_taiwan/1`);
  await page.getByRole("button", { name: "Open a finding" }).click();
  await dialog.getByLabel("Title").fill(FINDING);
  await dialog.getByRole("button", { name: "Open it" }).click();
  await dialog.getByText("Write why").waitFor();
  await dialog.getByLabel("Reason").fill("-2 and 0 are not in the dictionary; ask the data's owner.");
  await dialog.getByRole("button", { name: "Open it" }).click();
  await dialog.waitFor({ state: "hidden" });

  await page.goto(`${baseUrl}/approvals`);
  await page.getByText(FINDING).waitFor();
  await checkScreen(page, "approvals", screenshotsDir);
  await page.getByRole("link", { name: "credit_default_taiwan v1" }).first().click();
  await page.getByRole("button", { name: `Close ${FINDING}` }).click();
  await dialog.getByLabel("Reason").fill("The owner wrote what they mean.");
  await dialog.getByRole("button", { name: "Close it" }).click();
  await page.getByRole("region", { name: "Findings" }).getByText("resolved", { exact: true }).waitFor();

  await page.goto(`${baseUrl}/inventory`);
  await page.getByRole("button", { name: "Edit credit_default_taiwan" }).click();
  for (const [label, words] of [
    ["Owner", "Consumer credit"],
    ["Purpose", "Limits of credit cards"],
    ["Exposure", "1200000"],
    ["Intended use", "Existing card clients"],
    ["Limits", "Not for companies"],
  ] as const) {
    await dialog.getByLabel(label).fill(words);
  }
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page
    .getByRole("row", { name: /credit_default_taiwan/ })
    .getByText("Consumer credit")
    .waitFor();
  await checkScreen(page, "inventory", screenshotsDir);

  await page.goto(`${baseUrl}/audit`);
  await page.getByRole("button", { name: "Verify the chain" }).click();
  await page.getByText(/All [\d,]+ links fit/).waitFor();
  await checkScreen(page, "audit", screenshotsDir);
}
