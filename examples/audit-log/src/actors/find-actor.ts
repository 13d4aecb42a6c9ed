import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";
import type { Tenant } from "../tenants/find-tenant.js";

/** Who does things: a person, a program, or the system itself. */
export type ActorKind = "user" | "service" | "system";

/** Somebody whose doings are recorded. */
export interface Actor {
  readonly id: number;
  readonly tenant_id: number;
  readonly name: string;
  readonly kind: ActorKind;
  readonly created_at: string;
}

/** Gives a tenant's actor by name. @throws {@link AuditLogError} `NOT_FOUND` */
export function findActor(database: Database, tenant: Tenant, name: string): Actor {
  const actor = database
    .prepare<[number, string], Actor>("SELECT * FROM actors WHERE tenant_id = ? AND name = ?")
    .get(tenant.id, name);
  if (actor === undefined) {
    throw new AuditLogError(
      "NOT_FOUND",
      `Tenant "${tenant.slug}" has no actor "${name}". Add it first: audit-log actor add "${name}" --tenant ${tenant.slug}`,
    );
  }
  return actor;
}
