import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";

import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";
import { renderPage } from "../../../src/evidence/viewer/render-page.js";
import { noBrowser, TestBrowser } from "./browser.js";
import { hostileRecording } from "./samples/hostile-recording.js";
import { shopRecording } from "./samples/shop-recording.js";

let browser: TestBrowser;

beforeAll(async () => {
  if (noBrowser === undefined) browser = await TestBrowser.launch();
});
beforeEach((context) => {
  if (noBrowser !== undefined) context.skip(noBrowser);
});
afterAll(async () => browser?.close());

describe("renderPage, given hostile values and names", () => {
  test("executes nothing, and asks for nothing", EVEN_DAYS, async () => {
    const { page, complaints } = await browser.open(hostileRecording());
    for (const view of ["step", "start", "table", "sql"]) {
      for (let step = 0; step <= 3; step++) {
        await page.evaluate((hash) => (location.hash = hash), `#step=${step}&view=${view}`);
        await page.locator(`.views a[href*="step=${step}&view=${view}"][aria-current=page]`).waitFor();
      }
    }
    await page.evaluate(() => (location.hash = "#step=1&view=step"));
    await page.locator(".grid tbody tr").nth(1).click();
    await page.locator("dialog.sheet").waitFor();
    expect(await elementsOf(page)).toEqual({ scripts: 2, images: 0, frames: 0, pwned: false });
    expect(complaints).toEqual([]);
  });

  test("gives the page back each value as it was", ODD_DAYS, async () => {
    const { page } = await browser.open(hostileRecording());
    const data = await page.evaluate(() => document.querySelector("#data")?.textContent ?? "");
    const expected = hostileRecording();
    expect(JSON.parse(data)).toMatchObject({
      recording: { tables: expected.tables, whole: expected.whole, test: expected.test },
    });
  });

  test("shows what is invisible, and keeps the direction of what stands around it", EVEN_DAYS, async () => {
    const { page } = await browser.open(hostileRecording(), { hash: "#step=1" });
    const text = await page.locator(".grid").innerText();
    expect(text).toContain("⟨ESC⟩[31mred");
    expect(text).toContain("NUL ⟨NUL⟩ in the middle");
    expect(text).toContain("lone ⟨U+D800⟩ and ⟨U+DFFF⟩");
    expect(text).toContain("'··spaces··around⇥and⟨CR⟩↵lines··'");
    expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u2028\u2029]/);
  });

  test("tells a number from a text, and a real from an integer", ODD_DAYS, async () => {
    const { page } = await browser.open(hostileRecording(), { hash: "#step=1" });
    const text = await page.locator(".grid").innerText();
    for (const shown of [
      "'1'",
      "9223372036854775807",
      "Inf",
      "1e+300",
      "5.0",
      "x'00ff'",
      "•••",
      '{"somethingNew":"<b>of a newer version</b>"}',
    ]) {
      expect(text).toContain(shown);
    }
  });

  test("has steps to read where scripts are off, and nothing of them is markup", EVEN_DAYS, async () => {
    const { page } = await browser.open(hostileRecording(), { javaScriptEnabled: false });
    const text = await page.locator("noscript").innerText();
    expect(text).toContain("This page needs JavaScript to show the rows.");
    expect(text).toContain("Given </script><script>window.pwned=1</script> (passed, 22 rows changed)");
  });
});

describe("the policy of the page", () => {
  test("refuses other scripts, styles and requests", ODD_DAYS, async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { page, complaints } = await browser.open(shopRecording());
    await page.evaluate(async (target) => {
      const script = document.createElement("script");
      script.textContent = "window.pwned = 1";
      const style = document.createElement("style");
      style.textContent = "body { display: none }";
      const image = document.createElement("img");
      image.src = `${target}/x.png`;
      document.body.append(script, style, image);
      await fetch(target).catch(() => undefined);
    }, origin);
    server.close();
    expect(await page.evaluate(() => getComputedStyle(document.body).display)).toBe("block");
    expect((await elementsOf(page)).pwned).toBe(false);
    expect(asked).toEqual([]);
    expect(
      complaints.filter((complaint) => /violates the following Content Security Policy/.test(complaint)).length,
    ).toBeGreaterThanOrEqual(4);
  });

  test("runs no page whose script was changed", EVEN_DAYS, async () => {
    const html = renderPage(shopRecording()).replace("picklejar:first-row", "picklejar:first_row");
    const { page, complaints } = await browser.openHtml(html);
    expect(await page.locator("h1").count()).toBe(0);
    expect(complaints.join()).toContain("Content Security Policy");
  });
});

describe("a page from another version, or from nowhere", () => {
  test("says that something may be missing, and shows what it knows", ODD_DAYS, async () => {
    const { page } = await browser.open({
      ...shopRecording(),
      ...({
        version: 7,
        steps: [{ keyword: "Given", text: "x", status: "dreamt", commits: [], changes: [], extra: 1 }],
      } as object),
    });
    expect(await page.locator(".problems").innerText()).toContain("format of version 7");
    expect(await page.locator(".steps").innerText()).toContain("dreamt");
  });

  test.each([
    ["is cut", "{", "cannot be read"],
    ["is empty", "{}", "There is no recording"],
    ["holds none", '{"recording":3}', "There is no recording"],
  ])("says a sentence where the data %s", EVEN_DAYS, async (_, data, sentence) => {
    const html = renderPage(shopRecording()).replace(/(id="data">)[^<]*/, (__, start: string) => start + data);
    const { page } = await browser.openHtml(html);
    expect(await page.locator("[role=alert]").innerText()).toContain(sentence);
  });

  test("says a sentence where a field has a shape that nobody expects", ODD_DAYS, async () => {
    const odd = { text: 5, characters: null };
    const html = renderPage({
      ...shopRecording(),
      steps: [],
      whole: [{ table: 0, added: 1, changed: 0, removed: 0, rows: [{ kind: "added", after: [odd as never] }] }],
    });
    const { page } = await browser.openHtml(html, { hash: "#step=0&view=start" });
    expect(await page.locator("main").innerText()).not.toBe("");
  });
});

interface Elements {
  readonly scripts: number;
  readonly images: number;
  readonly frames: number;
  readonly pwned: boolean;
}

async function elementsOf(page: Page): Promise<Elements> {
  return page.evaluate(() => ({
    scripts: document.querySelectorAll("script").length,
    images: document.querySelectorAll("img, svg").length,
    frames: document.querySelectorAll("iframe").length,
    pwned: "pwned" in window,
  }));
}
