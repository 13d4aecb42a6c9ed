import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";
import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";

/** From now on nothing of a tenant's may be removed. @throws {@link AuditLogError} `ALREADY_EXISTS`, `NOT_FOUND` */
export function placeHold(session: Session, tenant: string, reason: string): Promise<void> {
  return session.run((database) => {
    const { id } = findTenant(database, tenant);
    if (isUnderHold(database, id))
      throw new AuditLogError("ALREADY_EXISTS", `Tenant "${tenant}" is under a legal hold already.`);
    database
      .prepare("INSERT INTO legal_holds (tenant_id, reason, placed_at) VALUES (?, ?, ?)")
      .run(id, reason, new Date().toISOString());
  });
}

/** Ends the hold that is in force. It stays on record. @throws {@link AuditLogError} `NOT_FOUND` */
export function liftHold(session: Session, tenant: string): Promise<void> {
  return session.run((database) => {
    const { changes } = database
      .prepare("UPDATE legal_holds SET lifted_at = ? WHERE tenant_id = ? AND lifted_at IS NULL")
      .run(new Date().toISOString(), findTenant(database, tenant).id);
    if (changes === 0) throw new AuditLogError("NOT_FOUND", `Tenant "${tenant}" is under no legal hold.`);
  });
}

/** Whether a hold is in force, inside a unit of work. */
export function isUnderHold(database: Database, tenantId: number): boolean {
  return database.prepare("SELECT 1 FROM legal_holds WHERE tenant_id = ? AND lifted_at IS NULL").get(tenantId) !== undefined;
}
