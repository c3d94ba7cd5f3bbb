import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Answers that the journey asks for on purpose: a wrong key, an API that is away, a page left while it loads. */
const EXPECTED_NOISE = /Failed to load resource|net::ERR_ABORTED/;

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Errors that the page wrote since the last question. */
  takeErrors(): string[];
  close(): Promise<void>;
}

export async function openBrowser(chromiumPath: string): Promise<Visit> {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: CHROMIUM_ARGS });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, acceptDownloads: true, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  let errors: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED_NOISE.test(message.text())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  return {
    page,
    context,
    takeErrors: () => {
      const taken = errors;
      errors = [];
      return taken;
    },
    close: () => browser.close(),
  };
}

interface AxeResults {
  violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
}

/** No WCAG 2.2 AA violation in the light and in the dark theme, and nothing to scroll sideways at 420 px. */
export async function checkScreen(page: Page, name: string, screenshotsDir: string): Promise<void> {
  for (const theme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
    await page.evaluate(AXE);
    const results = await page.evaluate(async (tags): Promise<AxeResults> => {
      const { axe } = globalThis as unknown as { axe: { run(node: Document, options: object): Promise<AxeResults> } };
      return axe.run(document, { runOnly: tags });
    }, WCAG_22_AA);
    const told = results.violations.map(
      ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map(({ html }) => html.slice(0, 200)).join("\n    ")}`,
    );
    assert.equal(told.length, 0, `${name} in the ${theme} theme breaks WCAG 2.2 AA:\n  ${told.join("\n  ")}`);
    await page.screenshot({ path: join(screenshotsDir, `${name}-${theme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 420, height: 860 });
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.screenshot({ path: join(screenshotsDir, `${name}-narrow.png`), fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.ok(sideways <= 0, `${name} scrolls sideways by ${sideways} px at 420 px.`);
}

/** A file let go over an element, as a person's drag from a file manager ends. */
export async function dropFile(page: Page, selector: string, path: string, fileName: string): Promise<void> {
  const bytes = readFileSync(path).toString("base64");
  const transfer = await page.evaluateHandle(
    ({ base64, name }) => {
      const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([data], name));
      return transfer;
    },
    { base64: bytes, name: fileName },
  );
  await page.dispatchEvent(selector, "dragover", { dataTransfer: transfer });
  await page.dispatchEvent(selector, "drop", { dataTransfer: transfer });
}
