import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

import type { Recording } from "../../../src/evidence/recorder/recording.js";
import { renderPage, type RenderPageOptions } from "../../../src/evidence/viewer/render-page.js";
import { executablePath, launchArguments, noBrowser } from "../../helpers/chromium.js";

export { noBrowser } from "../../helpers/chromium.js";

export interface OpenOptions extends BrowserContextOptions, RenderPageOptions {
  /** For example `#step=2`. */
  readonly hash?: string;
}

export interface OpenPage {
  readonly page: Page;
  /** What the page wrote to the console, threw, or asked the network for. */
  readonly complaints: readonly string[];
  readonly url: string;
}

/** A browser that opens recordings from files, as a person does. */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #folder = mkdtempSync(join(tmpdir(), "picklejar-page-"));
  #count = 0;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async launch(): Promise<TestBrowser> {
    if (executablePath === undefined) throw new Error(noBrowser);
    return new TestBrowser(await chromium.launch({ executablePath, args: [...launchArguments] }));
  }

  async open(recording: Recording, options: OpenOptions = {}): Promise<OpenPage> {
    return this.openHtml(renderPage(recording, options), options);
  }

  async openHtml(html: string, options: OpenOptions = {}): Promise<OpenPage> {
    const { hash = "", ...context } = options;
    const file = join(this.#folder, `${++this.#count}.html`);
    writeFileSync(file, html);
    const url = pathToFileURL(file).href;
    const opened = await this.#browser.newContext({ viewport: { width: 1200, height: 800 }, ...context });
    const page = await opened.newPage();
    const complaints = listenTo(page, url);
    await page.goto(`${url}${hash}`);
    // The page listens to keys once its first frame is painted.
    if (context.javaScriptEnabled !== false)
      await page.evaluate(async () => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    return { page, complaints, url };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function listenTo(page: Page, url: string): readonly string[] {
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`thrown: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) complaints.push(`request: ${request.url()}`);
  });
  return complaints;
}
