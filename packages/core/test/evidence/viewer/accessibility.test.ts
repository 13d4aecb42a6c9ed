import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";

import { ofToday } from "../../../../../test/helpers/of-today.js";
import { noBrowser, TestBrowser } from "./browser.js";
import { SAMPLES } from "./samples/samples.js";
import { shopRecording } from "./samples/shop-recording.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser: TestBrowser;

beforeAll(async () => {
  if (noBrowser === undefined) browser = await TestBrowser.launch();
});
beforeEach((context) => {
  if (noBrowser !== undefined) context.skip(noBrowser);
});
afterAll(async () => browser?.close());

describe.each(ofToday(["light", "dark"] as const, 2))("axe, in %s, finds nothing against", (colorScheme) => {
  test.each(["shop", "hostile", "altered", "empty", "scenario", "wide", "newer"])(
    "the sample %s",
    { tags: ["long"] },
    async (name) => {
      const { page } = await browser.open(SAMPLES[name]?.() ?? shopRecording(), { colorScheme, bypassCSP: true });
      expect(await violations(page)).toEqual([]);
    },
  );

  test.each([
    ["a commit", "#step=1&commit=2"],
    ["a list of tables", "#step=3&view=table"],
    ["a table", "#step=3&view=table&table=orders"],
    ["SQL", "#step=1&view=sql"],
    ["a search", "#step=3&q=open&hide=added"],
    ["a search without rows", "#step=3&q=nowhere"],
  ])("%s", { tags: ["long"] }, async (_, hash) => {
    const { page } = await browser.open(shopRecording(), { colorScheme, hash, bypassCSP: true });
    expect(await violations(page)).toEqual([]);
  });

  test("the life of a row, the keys, and 400 pixels", { tags: ["long"] }, async () => {
    const { page } = await browser.open(shopRecording(), {
      colorScheme,
      hash: "#step=3",
      bypassCSP: true,
      viewport: { width: 400, height: 800 },
    });
    expect(await violations(page)).toEqual([]);
    await page.locator(".grid tbody button").first().click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("?");
    expect(await violations(page)).toEqual([]);
  });
});

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  // What fades in has less contrast while it does.
  await page.evaluate(async () => Promise.all(document.getAnimations().map(async (animation) => animation.finished)));
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: (
          options: object,
        ) => Promise<{ violations: readonly { id: string; nodes: readonly { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const results = await axe.run({ resultTypes: ["violations"] });
    return results.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`),
    );
  });
}
