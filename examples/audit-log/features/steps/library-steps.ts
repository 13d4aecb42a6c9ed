import assert from "node:assert/strict";
import { Given, Then, When, type DataTable } from "@cucumber/cucumber";
import { appendEvent, AuditLogError, listEvents, verifyChain } from "@picklejar-examples/audit-log";

import type { AuditLogWorld } from "../support/audit-log-world.js";

Given("{word} has recorded:", async function (this: AuditLogWorld, tenant: string, table: DataTable) {
  for (const row of table.hashes()) {
    await appendEvent(this.session, {
      tenant,
      actor: row["actor"] ?? "",
      action: row["action"] ?? "",
      target: row["target"] || undefined,
      payload: row["payload"] || undefined,
      occurredAt: row["at"] || undefined,
      tags: row["tags"]?.split(" ").filter((tag) => tag !== ""),
    });
  }
});

When(
  "a program records {int} events of {word} with the library",
  async function (this: AuditLogWorld, count: number, tenant: string) {
    const [actor] = this.db.open().prepare<[string], string>(ANY_ACTOR).pluck().all(tenant);
    for (let index = 0; index < count; index += 1) {
      await appendEvent(this.session, { tenant, actor: actor ?? "", action: "import.row", payload: JSON.stringify({ index }) });
    }
  },
);

When(
  "a program tries to record {string} of {word} with the tag {string}",
  async function (this: AuditLogWorld, action: string, tenant: string, tag: string) {
    const [actor] = this.db.open().prepare<[string], string>(ANY_ACTOR).pluck().all(tenant);
    await appendEvent(this.session, { tenant, actor: actor ?? "", action, tags: ["fine", tag] }).catch((error: unknown) => {
      this.lastError = error;
    });
  },
);

Then("the library refuses with {word}", function (this: AuditLogWorld, code: string) {
  assert.ok(this.lastError instanceof AuditLogError, String(this.lastError));
  assert.equal(this.lastError.code, code);
});

Then("{word}'s log has {int} event(s)", async function (this: AuditLogWorld, tenant: string, count: number) {
  assert.equal((await listEvents(this.session, { tenant, limit: -1 })).length, count);
});

Then(
  "{word}'s events are numbered {int} to {int}",
  async function (this: AuditLogWorld, tenant: string, first: number, last: number) {
    const events = await listEvents(this.session, { tenant, limit: -1 });
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
  },
);

Then("{word}'s chain is intact", async function (this: AuditLogWorld, tenant: string) {
  const { broken } = await verifyChain(this.session, tenant);
  assert.equal(broken, undefined);
});

Then("the session has opened {int} connection(s)", function (this: AuditLogWorld, count: number) {
  assert.equal(this.session.connectionsOpened, count);
});

const ANY_ACTOR =
  "SELECT actors.name FROM actors JOIN tenants ON tenants.id = tenant_id WHERE slug = ? ORDER BY actors.id LIMIT 1";
