import { expect } from "@playwright/test";

import { test } from "./fixtures.js";

test.beforeEach(async ({ page }) => {
  await page.goto("/");
});

async function add(page, name) {
  await page.getByLabel("Item").fill(name);
  await page.getByRole("button", { name: "Add" }).click();
}

test("a new list is empty", async ({ page }) => {
  await expect(page.getByRole("heading")).toHaveText("0 to buy");
});

test("an item is added", async ({ page, db }) => {
  await add(page, "tea");
  await expect(page.getByRole("listitem")).toHaveText(["tea Bought"]);
  expect(db.changes()).toEqual({ items: { added: [{ id: 1, name: "tea", is_bought: 0 }] } });
});

test("what is bought is struck through, and nothing else", async ({ page, db }) => {
  db.open().exec("INSERT INTO items (name) VALUES ('tea'), ('milk')");
  db.mark("two items");
  await page.reload();
  await page.getByRole("listitem").filter({ hasText: "milk" }).getByRole("button").click();
  await expect(page.getByRole("heading")).toHaveText("1 to buy");
  expect(db.changes({ since: "two items" })).toEqual({
    items: { changed: [{ key: { id: 2 }, before: { is_bought: 0 }, after: { is_bought: 1 } }] },
  });
});

test("an item without a name is refused", async ({ page, db }) => {
  await page.getByRole("button", { name: "Add" }).click();
  await expect(page.getByText("CHECK constraint failed")).toBeVisible();
  expect(db.changes()).toEqual({});
});

test("a name is text, whatever is in it", async ({ page }) => {
  await add(page, "<b>tea</b>");
  await expect(page.getByRole("listitem")).toHaveText(["<b>tea</b> Bought"]);
});

// It fails once, as a test does that depends on time: the second attempt does not see what the first one wrote.
test("a second attempt begins with an empty list", async ({ page }, testInfo) => {
  await add(page, "sugar");
  await expect(page.getByRole("listitem")).toHaveCount(1);
  expect(testInfo.retry).toBe(1);
});

for (const number of [1, 2, 3])
  test(`an item is the only one that its test sees (${number})`, async ({ page }) => {
    await add(page, `item ${number}`);
    await expect(page.getByRole("listitem")).toHaveText([`item ${number} Bought`]);
  });

test.fail("an item is on the list once (#12)", async ({ page }) => {
  await add(page, "tea");
  await add(page, "tea");
  await expect(page.getByRole("listitem")).toHaveCount(1, { timeout: 500 });
});
