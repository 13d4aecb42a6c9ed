import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";
import type { Session } from "../database/session.js";
import { findEvent } from "../events/find-event.js";
import { findTenant } from "../tenants/find-tenant.js";

const TAG = /^[a-z][a-z0-9-]*$/;

/** Puts a tag on an event that is in the log already. Tags are no part of the chain. Twice is as once. */
export function tagEvent(session: Session, tenant: string, sequence: number, tag: string): Promise<void> {
  return session.run((database) => {
    const event = findEvent(database, tenant, sequence);
    tagEventRow(database, findTenant(database, tenant).id, event.id, tag);
  });
}

/** As {@link tagEvent}, inside a unit of work. @throws {@link AuditLogError} `INVALID_VALUE` */
export function tagEventRow(database: Database, tenantId: number, eventId: number, tag: string): void {
  if (!TAG.test(tag))
    throw new AuditLogError("INVALID_VALUE", `A tag has lower case letters, digits and hyphens; got "${tag}".`);
  database.prepare("INSERT INTO tags (tenant_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING").run(tenantId, tag);
  database
    .prepare(
      `INSERT INTO event_tags (event_id, tag_id)
       SELECT ?, id FROM tags WHERE tenant_id = ? AND name = ?
       ON CONFLICT DO NOTHING`,
    )
    .run(eventId, tenantId, tag);
}
