import { expect } from "@playwright/test";

import { test } from "./fixtures.js";

for (const name of ["tea", "milk"])
  test(`${name} is added by a request`, async ({ request, db }) => {
    await request.post("/items", { form: { name } });
    expect(await (await request.get("/")).text()).toContain("1 to buy");
    expect(db.changes()).toEqual({ items: { added: [{ id: 1, name, is_bought: 0 }] } });
  });
