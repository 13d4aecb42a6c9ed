import { createHash } from "node:crypto";
import { join } from "node:path";
import { Given, When, type DataTable } from "@cucumber/cucumber";
import { MigrationRunner } from "@picklejar/core";
import { databaseDefinition, openDatabase } from "@picklejar-examples/audit-log";

import type { AuditLogWorld } from "../support/audit-log-world.js";

Given("${word} is a database that stopped at {string}", async function (this: AuditLogWorld, name: string, migration: string) {
  const path = join(await this.directory(), `${name.toLowerCase()}.db`);
  await new MigrationRunner(databaseDefinition).up(path, { to: migration });
  this.remembered.set(name, path);
});

Given("in ${word}, the first release recorded:", async function (this: AuditLogWorld, name: string, table: DataTable) {
  const database = await openDatabase(this.recall(`$${name}`));
  const addTenant = database.prepare(
    "INSERT INTO tenants (slug, name, created_at) VALUES (?, ?, '2024-01-01') ON CONFLICT DO NOTHING",
  );
  const addActor = database.prepare(
    "INSERT INTO actors (tenant_id, name, created_at) SELECT id, ?, '2024-01-01' FROM tenants WHERE slug = ?",
  );
  const addEvent = database.prepare(
    `INSERT INTO events (tenant_id, actor_id, action, target, payload, occurred_at, previous_hash, hash)
     SELECT tenant_id, id, ?, ?, ?, ?, ?, ? FROM actors WHERE name = ? LIMIT 1`,
  );
  let previous = "";
  for (const { actor = "", action = "", target = "", payload = "", at = "" } of table.hashes()) {
    addTenant.run("initech", "Initech");
    if (database.prepare("SELECT 1 FROM actors WHERE name = ?").get(actor) === undefined) addActor.run(actor, "initech");
    const seconds = Date.parse(at) / 1000;
    const hash = sha256([previous, action, target, payload, String(seconds)].join("\n"));
    addEvent.run(action, target || null, payload || null, seconds, previous || null, hash, actor);
    previous = hash;
  }
  database.close();
});

When("somebody with ${word} in hand runs:", async function (this: AuditLogWorld, name: string, sql: string) {
  const database = await openDatabase(this.recall(`$${name}`));
  database.exec(sql);
  database.close();
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
