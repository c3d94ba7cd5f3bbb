import assert from "node:assert/strict";
import { checkScreen } from "./browser.ts";
import type { Journey } from "./journey.e2e.ts";

const RUN_MS = 5 * 60_000;

/** A register of 300 losses from a congruential generator, and one row of an event type that nobody knows. */
export function lossTable(): string {
  let state = 777;
  const uniform = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform() + 1e-9)) * Math.cos(2 * Math.PI * uniform());
  const types = ["External fraud", "Internal fraud"];
  const lines = ["Retail banking", "Payment and settlement", "Asset management"];
  const rows = Array.from({ length: 300 }, (_, at) => {
    const day = new Date(Date.UTC(2014, 0, 1) + Math.floor(uniform() * 3650) * 86_400_000).toISOString().slice(0, 10);
    const gross = (20_000 * Math.exp(0.9 * Math.abs(normal()))).toFixed(2);
    return `L${at},${types[uniform() < 0.7 ? 0 : 1]},${lines[Math.floor(uniform() * 3)]},${day},${gross}`;
  });
  return ["loss_id,event_type,business_line,occurred,gross_loss", ...rows, "L300,Meteorite,Retail banking,2020-01-01,50000", ""].join("\n");
}

/** From a register to models, a simulated year, an indicator in the red and the standardised approach. */
export async function operationalRisk({ page, baseUrl, screenshotsDir }: Journey, datasetId: string): Promise<void> {
  await page.goto(`${baseUrl}/risk/operational/import?dataset=${datasetId}`);
  await page.getByLabel("Reporting threshold").fill("20000");
  await page.getByRole("button", { name: "Check and import" }).waitFor();
  await checkScreen(page, "losses-import", screenshotsDir);
  await page.getByRole("button", { name: "Check and import" }).click();
  await page.getByText("Meteorite", { exact: false }).waitFor({ timeout: RUN_MS });
  await checkScreen(page, "losses-validation", screenshotsDir);
  await page.getByRole("link", { name: /^Open / }).click();
  await page.getByRole("heading", { name: "Gross amount by event type and business line" }).waitFor();
  await checkScreen(page, "losses-register", screenshotsDir);

  await page.getByRole("link", { name: "Fit loss models" }).click();
  await page.getByLabel("Samples behind the tests").fill("0");
  await checkScreen(page, "losses-fit-new", screenshotsDir);
  await page.getByRole("button", { name: "Fit the models" }).click();
  await page.getByRole("heading", { name: "Chosen models" }).waitFor({ timeout: RUN_MS });
  await page.getByRole("heading", { name: "Mean excess", exact: true }).waitFor();
  await checkScreen(page, "losses-fit", screenshotsDir);

  await page.getByRole("link", { name: "Simulate a year" }).click();
  await page.getByLabel("Years", { exact: true }).fill("20000");
  await page.getByRole("button", { name: "Add a policy" }).click();
  await page.getByLabel("Limit of a loss").fill("100000");
  await checkScreen(page, "losses-simulate", screenshotsDir);
  await page.getByRole("button", { name: "Simulate", exact: true }).click();
  await page.getByRole("heading", { name: "Loss of a year" }).waitFor({ timeout: RUN_MS });
  const cells = (await page.getByRole("region", { name: "Simulated cells, table" }).textContent()) ?? "";
  assert.ok(cells.includes("External fraud") && cells.includes("fitted"), "each fitted cell has its part");
  await checkScreen(page, "losses-simulation", screenshotsDir);
  await indicators({ page, baseUrl, screenshotsDir });
  await standardised({ page, baseUrl, screenshotsDir });
}

type Place = Pick<Journey, "page" | "baseUrl" | "screenshotsDir">;

async function indicators({ page, baseUrl, screenshotsDir }: Place): Promise<void> {
  const dialog = page.getByRole("dialog");
  await page.goto(`${baseUrl}/risk/operational?tab=indicators`);
  await page.getByRole("button", { name: "New indicator" }).click();
  await dialog.getByLabel("Name").fill("Failed settlements");
  await dialog.getByLabel("Amber from").fill("4");
  await dialog.getByLabel("Red from").fill("2");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("must lie beyond 'amber'", { exact: false }).waitFor();
  await dialog.getByLabel("Red from").fill("6");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Record a value of Failed settlements" }).click();
  const days = Array.from({ length: 10 }, (_, back) => new Date(Date.now() - (10 - back) * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByLabel("Values").fill(days.map((day, at) => `${day} ${at}`).join("\n"));
  await dialog.getByRole("button", { name: "Record", exact: true }).click();
  await page.getByText("open breach").waitFor();
  await checkScreen(page, "indicators", screenshotsDir);
}

async function standardised({ page, baseUrl, screenshotsDir }: Place): Promise<void> {
  await page.goto(`${baseUrl}/risk/operational?tab=standardised`);
  for (const year of ["two years before", "the year before", "last year"]) await page.getByLabel(`Fee income, ${year}`).fill("500000000");
  await page.getByRole("button", { name: "Compute the capital" }).click();
  const result = page.getByRole("region", { name: "Standardised approach, result" });
  await result.waitFor();
  // 12 % of 500 million in the first bucket, where losses do not count.
  assert.ok(((await result.textContent()) ?? "").includes("60,000,000"), "the capital is 12 % of the indicator");
  await checkScreen(page, "standardised-approach", screenshotsDir);
  await page.goto(`${baseUrl}/risk/operational?tab=scenarios`);
  await page.getByRole("heading", { name: "Scenarios" }).waitFor();
  await checkScreen(page, "loss-scenarios", screenshotsDir);
}
