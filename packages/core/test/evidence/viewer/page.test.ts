import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";

import { EVEN_DAYS, ODD_DAYS } from "../../../../../test/helpers/of-today.js";
import { noBrowser, TestBrowser } from "./browser.js";
import { alteredRecording, wideRecording } from "./samples/table-shapes.js";
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
    expect(await selected(page)).toContain("order 1 is paid");
    expect(await page.locator(".error").innerText()).toContain("+ 'pending'");
    expect(await page.locator(".suspects li").first().innerText()).toMatch(
      /orders id=1 status 'open'\s*→\s*'pending' written by step 3: When Ann pays order 1/,
    );
    expect(complaints).toEqual([]);
  });

  test.each(Object.entries(SAMPLES))(
    "shows the sample %s at 400 pixels, and no part of it leaves the page sideways",
    EVEN_DAYS,
    async (_, sample) => {
      const { page, complaints } = await browser.open(sample(), { viewport: { width: 400, height: 800 }, colorScheme: "dark" });
      for (const view of ["step", "start", "table", "sql"]) {
        await page.evaluate((name) => (location.hash = `#step=1&view=${name}`), view);
        await page.locator(`.views a[href*="view=${view}"][aria-current=page]`).waitFor();
        expect(await overflow(page)).toBeLessThanOrEqual(0);
      }
      expect(complaints).toEqual([]);
    },
  );

  test("leads to the page of the test's other database", ODD_DAYS, async () => {
    const { url } = await browser.open({ ...shopRecording(), database: "audit" });
    const { page } = await browser.open(shopRecording(), { siblings: [{ label: "audit", href: url.replace(/.*\//, "") }] });
    expect(await page.locator(".facts").innerText()).not.toContain("recorded apart");
    await page.locator(".facts a", { hasText: "audit" }).click();
    expect(page.url()).toBe(url);
    expect(await page.locator(".facts b").innerText()).toBe("audit");
  });

  test("opens a test that passed on what it changed as a whole, and breaks no duration", ODD_DAYS, async () => {
    const { page } = await browser.open(SAMPLES["passed"]?.() ?? shopRecording());
    expect(await page.locator(".views a[aria-current=page]").innerText()).toBe("Since the start");
    expect(await page.locator(".grid").count()).toBeGreaterThan(0);
    const failed = await browser.open(shopRecording());
    expect(await failed.page.locator(".lead .duration").evaluate((span) => getComputedStyle(span).whiteSpace)).toBe("nowrap");
  });

  test("begins on paper at one edge", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording());
    await page.emulateMedia({ media: "print" });
    const lefts = await page.evaluate(() =>
      ["h1", ".steps h2", ".detail h2", ".error"].map((name) => {
        const element = document.querySelector(name);
        return element === null ? -1 : element.getBoundingClientRect().left;
      }),
    );
    expect(lefts).toEqual(lefts.map(() => lefts[0]));
  });

  test("says what it is where a test has no steps", ODD_DAYS, async () => {
    const { page } = await browser.open(SAMPLES["no-steps"]?.() ?? shopRecording());
    expect(await page.locator(".lead").innerText()).toContain("The database as the test got it.");
  });

  test("says so where a step changed nothing, and where it did not run", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=4&view=step" });
    expect(await page.locator(".empty").innerText()).toBe("This step changed nothing.");
    await page.keyboard.press("ArrowDown");
    expect(await page.locator(".empty").innerText()).toBe("This step did not run.");
  });

  test("claims of no step that it changed nothing where something could not be recorded", ODD_DAYS, async () => {
    const { page } = await browser.open(
      { ...shopRecording(), problems: ["The database could not be read."] },
      { hash: "#step=4&view=step" },
    );
    const shown = await page.locator("body").innerText();
    expect(shown).toContain("This step is not known to have changed anything.");
    expect(shown).toContain("What it changed is not known.");
    expect(shown).not.toMatch(/no change|changed nothing/i);
  });

  test("says why a database was not read at each step, and shows the whole test", EVEN_DAYS, async () => {
    const { page } = await browser.open(SAMPLES["scenario"]?.() ?? shopRecording());
    expect(await page.locator(".problems").innerText()).toContain(
      "only before and after the test, not at each step: copies of more than 1 MiB",
    );
    expect(await page.locator(".table-section h3").first().innerText()).toContain("customers");
  });
});

describe("keys", () => {
  test("arrows, j and k move through the steps, f goes to the failing one", async () => {
    const { page } = await browser.open(shopRecording());
    await press(page, "ArrowUp");
    expect(await selected(page)).toContain("Ann pays order 1");
    await press(page, "k", "k");
    expect(await selected(page)).toContain("a shop with 3 orders");
    await press(page, "j", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
    expect(await selected(page)).toContain("Ann gets a receipt");
    await press(page, "f");
    expect(await selected(page)).toContain("order 1 is paid");
    await press(page, "Home");
    expect(await selected(page)).toContain("Before the test");
  });

  test("the right arrow opens a step's commits, each of which shows its own rows", ODD_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=1" });
    await press(page, "ArrowRight", "ArrowDown", "ArrowDown");
    expect(await selected(page)).toContain("Commit 2");
    expect(await page.locator(".table-section h3").allInnerTexts()).toHaveLength(1);
    expect(new URL(page.url()).hash).toContain("commit=2");
    await press(page, "Escape");
    expect(await page.locator(".table-section h3").allInnerTexts()).toHaveLength(2);
  });

  test("Tab goes from the steps to the rows, arrows walk through them, and Escape goes back", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=1" });
    const row = page.locator(".grid").nth(1).locator("tbody button");
    await row.first().focus();
    await press(page, "ArrowDown", "ArrowDown");
    expect(await focusedLabel(page)).toContain("added 3 of orders");
    await press(page, "Home");
    expect(await focusedLabel(page)).toContain("added 1 of orders");
    expect(await selected(page)).toContain("a shop with 3 orders");
    await press(page, "Escape");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-step"))).toBe("0");
  });

  test("the list of steps is one stop for Tab", ODD_DAYS, async () => {
    const { page } = await browser.open(shopRecording());
    expect(await page.locator('.steps a:not([tabindex="-1"]), .steps button:not([tabindex="-1"])').count()).toBe(1);
  });

  test("? shows the keys, Escape closes them", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording());
    await press(page, "?");
    expect(await page.locator("dialog.help").innerText()).toContain("the failing step");
    await press(page, "Escape");
    await page.locator("dialog.help").waitFor({ state: "detached" });
  });

  test("t chooses light, then dark, then what the system has", ODD_DAYS, async () => {
    const { page } = await browser.open(shopRecording());
    const colours: string[] = [];
    for (let time = 0; time < 3; time++) {
      await press(page, "t");
      colours.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    }
    expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(14, 17, 22)", "rgb(255, 255, 255)"]);
  });
});

describe("filters", () => {
  test("a table is chosen, and the address says so", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=3" });
    await page.selectOption("select", "payments");
    expect(await sections(page)).toEqual(["payments"]);
    expect(new URL(page.url()).hash).toBe("#step=3&table=payments");
  });

  test("a kind is left out", ODD_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=3" });
    await page.locator(".kinds .added").click();
    expect(await sections(page)).toEqual(["orders", "carts"]);
  });

  test("a search shows the rows that hold the text, before or after, and counts them at each step", async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=3" });
    await press(page, "/");
    await page.keyboard.type("OPEN");
    expect(await sections(page)).toEqual(["orders", "audit_log"]);
    expect(await page.locator(".step .found").allInnerTexts()).toEqual(["3", "", "2", "", ""]);
    await page.keyboard.type(" nowhere");
    expect(await page.locator(".empty").innerText()).toContain("No change here matches the filter.");
    await press(page, "Escape");
    expect(await sections(page)).toHaveLength(4);
  });
});

describe("rows", () => {
  test("a row shows its life over all steps, and its values in full", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=3" });
    await page.locator(".grid tbody tr").first().click();
    expect(await page.locator(".life > li").allInnerTexts()).toEqual([
      expect.stringMatching(/1 Given a shop with 3 orders\s+Added\./),
      expect.stringMatching(/3 When Ann pays order 1\s+status 'open'\s*→\s*'pending'/),
    ]);
    expect(await page.locator(".values").innerText()).toContain("'gift wrap↵\nno receipt'");
    await page.locator(".life a").first().click();
    expect(await selected(page)).toContain("a shop with 3 orders");
  });

  test("a link leads to the life of a row", ODD_DAYS, async () => {
    const { page, url } = await browser.open(shopRecording(), { hash: "#step=3" });
    await page.locator(".grid tbody tr").first().click();
    const { hash } = new URL(page.url());
    await page.goto("about:blank");
    await page.goto(`${url}${hash}`);
    expect(await page.locator("dialog.sheet h2").innerText()).toBe("orders id=1");
  });

  test("a table is shown as it was after each step", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=0&view=table&table=carts" });
    expect(await cells(page)).toEqual([
      ["1", "1", "'3 apples'"],
      ["2", "1", "'1 pear'"],
    ]);
    await press(page, "End");
    expect(await cells(page)).toEqual([["1", "1", "'3 apples'"]]);
    expect(await page.locator(".table-section h3").innerText()).toContain("1 row after step 5");
  });

  test("a table that is created or dropped is not there before or after", ODD_DAYS, async () => {
    const { page } = await browser.open(alteredRecording(), { hash: "#step=0&view=table&table=drafts" });
    expect(await page.locator(".empty").innerText()).toBe("The table drafts was not there before the test.");
    await page.evaluate(() => (location.hash = "#step=4&view=table&table=old"));
    await page.getByText("The table old was not there after step 4.").waitFor();
  });

  test("a table of which not all rows were recorded says so", EVEN_DAYS, async () => {
    const { page } = await browser.open(alteredRecording(), { hash: "#step=0&view=table&table=old" });
    expect(await page.locator(".note").innerText()).toBe("3 of 5,000 rows were recorded.");
  });

  test("long texts that begin alike show where they differ", ODD_DAYS, async () => {
    const { page } = await browser.open(wideRecording(), { hash: "#step=2&table=articles" });
    expect(await page.locator(".changed-cell").innerText()).toMatch(/^'….*dog\..*→.*cat\./s);
  });

  test("a value and a command are copied", EVEN_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), {
      hash: "#step=3",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("button", { name: "Copy command" }).click();
    await page.getByText("Copied", { exact: true }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("picklejar failed 1 --at 3 out.db");
    await page.locator(".grid tbody tr").first().click();
    await page.getByRole("button", { name: "Copy value of note" }).click();
    await page.locator("dialog").getByText("Copied", { exact: true }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("gift wrap\nno receipt");
  });

  test("on paper all rows are there, and no keys", ODD_DAYS, async () => {
    const { page } = await browser.open(shopRecording(), { hash: "#step=3" });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".bar").isVisible()).toBe(false);
    expect(await page.locator(".grid tbody tr").count()).toBe(4);
  });
});

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

async function selected(page: Page): Promise<string> {
  return page.locator(".steps [aria-current=step]").innerText();
}

async function focusedLabel(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
}

async function sections(page: Page): Promise<readonly string[]> {
  return page.locator(".table-section h3 > bdi").allInnerTexts();
}

async function cells(page: Page): Promise<readonly (readonly string[])[]> {
  const rows = await page.locator(".grid tbody tr").all();
  return Promise.all(rows.map((row) => row.locator("td:not(.sign):not(.rest)").allInnerTexts()));
}

/** By how many pixels the page is wider than its window. */
async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
