import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { executablePath, launchArguments, noBrowser } from "../packages/core/test/helpers/chromium.js";

const script = fileURLToPath(new URL("../site/build.mjs", import.meta.url));

if (noBrowser !== undefined) console.info(`Skipped: the search of the site, as ${noBrowser}.`);

describe.runIf(noBrowser === undefined)("the search of the site, opened from files", { tags: "long" }, () => {
  let out: string;
  let browser: Browser;
  beforeAll(async () => {
    out = mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "search-"));
    execFileSync(process.execPath, [script, "--out", out]);
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: [...launchArguments] });
  });
  afterAll(async () => browser.close());

  test("finds an error by its code, and leads to it, with the keyboard alone", async () => {
    const { page, complaints } = await open("migrations/knex.html");
    await page.keyboard.press("/");
    await page.keyboard.type("overlay_bypassed");
    await page.waitForSelector(".search li");
    expect(await page.textContent(".search li b")).toBe("Errors › OVERLAY_BYPASSED");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${pathToFileURL(out).href}/errors.html#overlay_bypassed`);
    expect(complaints).toEqual([]);
  });

  test("puts the page of a word before pages that mention it, and wants all words", async () => {
    const { page } = await open("index.html");
    expect((await found(page, "strategies"))[0]).toBe("Strategies");
    expect((await found(page, "binary better-sqlite3"))[0]).toBe("Troubleshooting › better-sqlite3 has no binary");
    expect(await found(page, "strategies qqqq")).toEqual([]);
    expect(await page.textContent(".search [role=status]")).toBe("Nothing has all of these words: strategies, qqqq");
  });

  test("takes words with signs as they are, and closes on Escape", async () => {
    const { page, complaints } = await open("index.html");
    expect(await found(page, "<img src=x onerror=alert(1)>")).toEqual([]);
    expect(await found(page, "@picklejar/core/vitest/setup")).not.toEqual([]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Escape");
    expect(await page.isVisible(".search ol")).toBe(false);
    expect(await page.evaluate("document.activeElement.type")).toBe("search");
    expect(complaints).toEqual([]);
  });

  test("types a slash where one types", async () => {
    const { page } = await open("index.html");
    await page.keyboard.press("/");
    await page.keyboard.type("a/b");
    expect(await page.inputValue(".search input")).toBe("a/b");
  });

  test.each([400, 1200])("is not wider than a window of %d pixels", async (width) => {
    const { page } = await open("errors.html");
    await page.setViewportSize({ width, height: 800 });
    await found(page, "template");
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  });

  test("shows no box to a browser without JavaScript", async () => {
    const { page } = await open("index.html", { javaScriptEnabled: false });
    expect(await page.isVisible(".search input")).toBe(false);
  });

  /** Also gives what the page complains of. */
  async function open(path: string, options = {}): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
    const page = await browser.newPage(options);
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) complaints.push(request.url());
    });
    await page.goto(`${pathToFileURL(out).href}/${path}`);
    return { page, complaints };
  }

  /** The names of what is found, from the top. */
  async function found(page: Page, words: string): Promise<readonly string[]> {
    await page.fill(".search input", words);
    await page.waitForFunction("document.querySelector('.search [role=status]').textContent !== ''");
    return page.locator(".search li b").allTextContents();
  }
});
