const assert = require("node:assert/strict");

const { Shop } = require("../src/shop.js");

// Functions, not arrows: `this` has the test's database.
describe("an order", function () {
  beforeEach(function () {
    this.shop = new Shop();
    this.defer(() => this.shop.close());
  });

  it("is open", function () {
    const id = this.shop.order("tea");
    assert.deepEqual(this.db.changes(), { orders: { added: [{ id, item: "tea", status: "open" }] } });
  });

  it("is paid, and no other", function () {
    const [, id] = [this.shop.order("tea"), this.shop.order("milk")];
    this.shop.pay(id);
    const paid = this.db.open().prepare("SELECT item FROM orders WHERE status = 'paid'").pluck().all();
    assert.deepEqual(paid, ["milk"]);
  });

  for (const number of [1, 2, 3])
    it(`is the only one that its test sees (${number})`, function () {
      this.shop.order("sugar");
      assert.equal(this.db.changes().orders.added.length, 1);
    });
});
