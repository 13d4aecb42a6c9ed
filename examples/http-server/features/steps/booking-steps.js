import assert from "node:assert/strict";
import { Given, Then, When } from "@cucumber/cucumber";

import { address } from "../support/address.js";

async function book(room, day, person) {
  return fetch(address.url, { method: "POST", body: JSON.stringify({ room, day, person }) });
}

Given("{word} has booked {word} on {word}", async (person, room, day) => {
  assert.equal((await book(room, day, person)).status, 201);
});

When("{word} books {word} on {word}", async function (person, room, day) {
  this.response = await book(room, day, person);
});

Then("the answer is {int}", function (status) {
  assert.equal(this.response.status, status);
});

Then("the bookings are:", async (table) => {
  const response = await fetch(address.url);
  assert.deepEqual(await response.json(), table.hashes());
});

// The database can be looked at beside the server.
Then("the database has {int} booking(s)", function (count) {
  assert.equal(this.db.open().prepare("SELECT count(*) FROM bookings").pluck().get(), count);
});
