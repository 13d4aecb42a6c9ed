import { Given, When } from "@cucumber/cucumber";
import { appendEvent, openDatabase, Session, type Database } from "@picklejar-examples/audit-log";
import { precondition } from "@picklejar/cucumber-hooks";

import type { AuditLogWorld } from "../support/audit-log-world.js";
import { Barrier } from "../support/barrier.js";

Given("a session that nobody has used", function (this: AuditLogWorld) {
  const opened: Database[] = [];
  // The session itself forgets all but the last: these are closed here.
  this.defer(() => {
    for (const database of opened) database.close();
  });
  this.useSession(
    new Session(this.db.path, async (path) => {
      const database = await openDatabase(path);
      opened.push(database);
      return database;
    }),
  );
});

When("{int} callers record an event of {word} at once", async function (this: AuditLogWorld, count: number, tenant: string) {
  const actor = this.db
    .open()
    .prepare<[string], string>("SELECT actors.name FROM actors JOIN tenants ON tenants.id = tenant_id WHERE slug = ?")
    .pluck()
    .get(tenant);
  precondition(actor !== undefined, `${tenant} has no actor`);
  const barrier = new Barrier(count);
  await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      await barrier.wait();
      await appendEvent(this.session, { tenant, actor, action: "import.row", payload: JSON.stringify({ index }) });
    }),
  );
});
