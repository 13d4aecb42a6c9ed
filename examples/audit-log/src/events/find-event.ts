import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";
import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";
import type { EventOverview } from "./event.js";

/** Gives an event by its number in the tenant's log. @throws {@link AuditLogError} `NOT_FOUND` */
export function findEvent(database: Database, tenant: string, sequence: number): EventOverview {
  findTenant(database, tenant);
  const event = database
    .prepare<[string, number], EventOverview>("SELECT * FROM event_overview WHERE tenant = ? AND sequence = ?")
    .get(tenant, sequence);
  if (event === undefined) throw new AuditLogError("NOT_FOUND", `Tenant "${tenant}" has no event ${sequence}.`);
  return event;
}

/** As {@link findEvent}, as a unit of work. */
export function showEvent(session: Session, tenant: string, sequence: number): Promise<EventOverview> {
  return session.run((database) => findEvent(database, tenant, sequence));
}
