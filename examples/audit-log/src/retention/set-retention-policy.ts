import { AuditLogError } from "../audit-log-error.js";
import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";

/** How long the payloads of some of a tenant's events are kept. */
export interface RetentionPolicy {
  readonly action_pattern: string;
  readonly keep_days: number;
}

/** Sets the policy for a pattern of actions, in place of the one there was. @throws {@link AuditLogError} `INVALID_VALUE` */
export function setRetentionPolicy(session: Session, tenant: string, actionPattern: string, keepDays: number): Promise<void> {
  return session.run((database) => {
    if (!Number.isInteger(keepDays) || keepDays < 1) {
      throw new AuditLogError("INVALID_VALUE", `Payloads are kept for a whole number of days, 1 or more; got ${keepDays}.`);
    }
    database
      .prepare(
        `INSERT INTO retention_policies (tenant_id, action_pattern, keep_days, created_at)
         VALUES (?, ?, ?, ?)
         ON CONFLICT (tenant_id, action_pattern) DO UPDATE SET keep_days = excluded.keep_days`,
      )
      .run(findTenant(database, tenant).id, actionPattern, keepDays, new Date().toISOString());
  });
}

/** Gives a tenant's policies by pattern. */
export function listRetentionPolicies(session: Session, tenant: string): Promise<RetentionPolicy[]> {
  return session.run((database) =>
    database
      .prepare<[number], RetentionPolicy>(
        "SELECT action_pattern, keep_days FROM retention_policies WHERE tenant_id = ? ORDER BY action_pattern",
      )
      .all(findTenant(database, tenant).id),
  );
}
