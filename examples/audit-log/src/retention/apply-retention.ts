import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";
import type { Session } from "../database/session.js";
import { isUnderHold } from "../holds/legal-hold.js";
import { parseTime } from "../parse-time.js";
import { findTenant } from "../tenants/find-tenant.js";

/** How retention is applied. */
export interface ApplyRetentionOptions {
  readonly tenant: string;
  /** ISO 8601. @defaultValue now */
  readonly now?: string | undefined;
  /** Counts, and removes nothing. */
  readonly isDryRun?: boolean;
}

/** What retention removed, or would. */
export interface RetentionResult {
  readonly payloadsRemoved: number;
  readonly bytesRemoved: number;
}

/**
 * Removes payloads that are older than a policy allows; where several policies fit an event, the one that keeps it longest counts.
 * The events stay, and so does the chain.
 * @throws {@link AuditLogError} `UNDER_HOLD`, `NOT_FOUND`, `INVALID_VALUE`
 */
export function applyRetention(session: Session, options: ApplyRetentionOptions): Promise<RetentionResult> {
  return session.run((database) => {
    const tenant = findTenant(database, options.tenant);
    const now = parseTime(options.now).toISOString();
    if (options.isDryRun !== true && isUnderHold(database, tenant.id)) {
      throw new AuditLogError(
        "UNDER_HOLD",
        `Tenant "${tenant.slug}" is under a legal hold: nothing is removed until it is lifted.`,
      );
    }
    const expired = findExpiredPayloads(database, tenant.id, now);
    const result = {
      payloadsRemoved: expired.length,
      bytesRemoved: expired.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
    };
    if (options.isDryRun !== true) {
      const remove = database.prepare("DELETE FROM event_payloads WHERE event_id = ?");
      for (const { event_id } of expired) remove.run(event_id);
      database
        .prepare("INSERT INTO retention_runs (tenant_id, ran_at, payloads_removed, bytes_removed) VALUES (?, ?, ?, ?)")
        .run(tenant.id, now, result.payloadsRemoved, result.bytesRemoved);
    }
    return result;
  });
}

interface ExpiredPayload {
  readonly event_id: number;
  readonly size_bytes: number;
}

function findExpiredPayloads(database: Database, tenantId: number, now: string): ExpiredPayload[] {
  return database
    .prepare<[number, string], ExpiredPayload>(
      `SELECT event_payloads.event_id, event_payloads.size_bytes
       FROM event_payloads
       JOIN events ON events.id = event_payloads.event_id
       JOIN retention_policies
         ON retention_policies.tenant_id = events.tenant_id AND events.action GLOB retention_policies.action_pattern
       WHERE events.tenant_id = ?
       GROUP BY events.id
       HAVING julianday(events.occurred_at) + max(retention_policies.keep_days) < julianday(?)`,
    )
    .all(tenantId, now);
}
