import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { testDatabase } from "@picklejar/core/node-test";

import { Shop } from "../src/shop.js";

/** A shop that is open as long as the test runs. */
async function openShop(t) {
  const db = await testDatabase(t);
  const shop = new Shop(db.path);
  t.after(() => shop.close());
  return { db, shop };
}

test("an order is open", async (t) => {
  const { db, shop } = await openShop(t);
  const id = shop.order("tea");
  assert.deepEqual(db.changes(), { orders: { added: [{ id, item: "tea", status: "open" }] } });
});

describe("paying", () => {
  let shop;
  beforeEach(async (t) => {
    ({ shop } = await openShop(t));
  });

  test("changes one order only", async (t) => {
    const [, id] = [shop.order("tea"), shop.order("milk")];
    shop.pay(id);
    // The same database as in beforeEach.
    const db = await testDatabase(t);
    assert.deepEqual(db.open().prepare("SELECT item FROM orders WHERE status = 'paid'").pluck().all(), ["milk"]);
  });
});

describe("tests that run at the same time", { concurrency: true }, () => {
  for (const number of [1, 2, 3])
    test(`see their own rows only (${number})`, async (t) => {
      const { db, shop } = await openShop(t);
      shop.order("sugar");
      assert.equal(db.changes().orders.added.length, 1);
    });
});
