import { defineConfig } from "@picklejar/core";

import { databaseDefinition } from "./dist/database/database-definition.js";

// JavaScript, since that is the fast way: no loader has to compile this file. It takes the compiled definition for the same reason.
export default defineConfig({
  ...databaseDefinition,
  seed: (database) => {
    const addTenant = database
      .prepare("INSERT INTO tenants (slug, name, plan, created_at) VALUES (?, ?, ?, ?) RETURNING id")
      .pluck();
    const addActor = database.prepare("INSERT INTO actors (tenant_id, name, kind, created_at) VALUES (?, ?, ?, ?)");
    // A fixed time: a seed that reads the clock gives another template each time.
    const time = "2026-01-01T00:00:00.000Z";

    const acme = addTenant.get("acme", "Acme Corporation", "business", time);
    addActor.run(acme, "Ada", "user", time);
    addActor.run(acme, "Grace", "user", time);
    addActor.run(acme, "billing", "service", time);

    const globex = addTenant.get("globex", "Globex", "free", time);
    addActor.run(globex, "Hank", "user", time);
    addActor.run(globex, "importer", "service", time);
  },
});
