const { useTestDatabase } = require("@picklejar/core/jest");

const { Shop } = require("../src/shop.js");

const db = useTestDatabase({ environment: "SHOP_DATABASE" });
let shop;

beforeEach(() => {
  shop = new Shop();
  db.defer(() => shop.close());
});

test("an order is open", () => {
  const id = shop.order("tea");
  expect(db().changes()).toEqual({ orders: { added: [{ id, item: "tea", status: "open" }] } });
});

test("paying for an order changes that order only", () => {
  const [, id] = [shop.order("tea"), shop.order("milk")];
  shop.pay(id);
  const paid = db().open().prepare("SELECT item FROM orders WHERE status = 'paid'").pluck().all();
  expect(paid).toEqual(["milk"]);
});

test.each([1, 2, 3])("each test sees its own rows only (%i)", () => {
  shop.order("sugar");
  expect(db().changes().orders.added).toHaveLength(1);
});
