import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { noBrowser, TestBrowser } from "./browser.js";
import { SAMPLES } from "./samples/samples.js";
import { shopRecording } from "./samples/shop-recording.js";

let browser: TestBrowser;

beforeAll(async () => {
  if (noBrowser === undefined) browser = await TestBrowser.launch();
});
beforeEach((context) => {
  if (noBrowser !== undefined) context.skip(noBrowser);
});
afterAll(async () => browser?.close());

describe("the recorder's page, opened from a file", () => {
  test("shows the failing step, its error, and who wrote the rows last", async () => {
    const { page, complaints } = await browser.open(shopRecording());
    expect(await page.title()).toBe("Ann pays an order · picklejar");
    expect(await page.locator(".steps [aria-current=step]").innerText()).toContain("order 1 is paid");
    expect(await page.locator(".error").innerText()).toContain("+ 'pending'");
    expect(await page.locator(".suspects li").first().innerText()).toMatch(
      /orders id=1 status 'open'\s*→\s*'pending' written by step 3: When Ann pays order 1/,
    );
    expect(complaints).toEqual([]);
  });

  test.each(Object.keys(SAMPLES))("shows the sample %s without a complaint", async (name) => {
    const { page, complaints } = await browser.open(SAMPLES[name]?.() ?? shopRecording());
    expect(await page.locator("h1").count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
