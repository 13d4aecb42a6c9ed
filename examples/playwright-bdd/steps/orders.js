import { expect } from "@playwright/test";

import { Given, Then, When } from "./fixtures.js";

function order({ db }, item) {
  db.open().prepare("INSERT INTO orders (item) VALUES (?)").run(item);
}

Given("I have ordered {string}", order);

When("I order {string}", order);

When("I pay for {string}", ({ db }, item) => {
  db.open().prepare("UPDATE orders SET status = 'paid' WHERE item = ?").run(item);
});

Then("these orders are open: {string}", ({ db }, items) => {
  const open = db.open().prepare("SELECT item FROM orders WHERE status = 'open' ORDER BY id").pluck().all();
  expect(open.join(", ")).toBe(items);
});

Then("the last step changed {int} order", ({ db }, count) => {
  expect(db.changes({ since: 'I have ordered "milk"' }).orders.changed).toHaveLength(count);
});
