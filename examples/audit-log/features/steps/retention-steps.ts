import assert from "node:assert/strict";
import { Given, Then, When } from "@cucumber/cucumber";
import { setRetentionPolicy, showEvent } from "@picklejar-examples/audit-log";

import type { AuditLogWorld } from "../support/audit-log-world.js";
import { runAuditLog } from "../support/run-audit-log.js";

Given(
  /^(\S+)'s contract keeps (\S+) for (\d+) days$/,
  async function (this: AuditLogWorld, tenant: string, pattern: string, days: string) {
    await setRetentionPolicy(this.session, tenant, pattern, Number(days));
  },
);

When(
  /^the operator sets the standard policy for (\S+) to (\d+) days$/,
  async function (this: AuditLogWorld, pattern: string, days: string) {
    this.lastRun = await runAuditLog(`retention set ${pattern} --tenant acme --days ${days}`, this.db.path);
  },
);

When(/^the nightly job applies retention on (\S+)$/, async function (this: AuditLogWorld, day: string) {
  this.lastRun = await runAuditLog(`retention apply --tenant acme --now ${day}T00:00:00Z`, this.db.path);
});

Then(
  /^event (\d+) of (\S+) still has its payload `(.*)`$/,
  async function (this: AuditLogWorld, sequence: string, tenant: string, payload: string) {
    const event = await showEvent(this.session, tenant, Number(sequence));
    assert.equal(event.payload, payload);
  },
);
