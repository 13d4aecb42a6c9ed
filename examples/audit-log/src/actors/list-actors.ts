import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";
import type { Actor } from "./find-actor.js";

/** Gives a tenant's actors by name. @throws `AuditLogError` `NOT_FOUND` */
export function listActors(session: Session, tenant: string): Promise<Actor[]> {
  return session.run((database) =>
    database
      .prepare<[number], Actor>("SELECT * FROM actors WHERE tenant_id = ? ORDER BY name")
      .all(findTenant(database, tenant).id),
  );
}
