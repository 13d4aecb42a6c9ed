import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";

/** A tag with the number of events that have it. */
export interface TagWithCount {
  readonly name: string;
  readonly event_count: number;
}

/** Gives a tenant's tags, most used first. @throws `AuditLogError` `NOT_FOUND` */
export function listTags(session: Session, tenant: string): Promise<TagWithCount[]> {
  return session.run((database) =>
    database
      .prepare<[number], TagWithCount>(
        `SELECT tags.name, count(event_tags.event_id) AS event_count
         FROM tags
         LEFT JOIN event_tags ON event_tags.tag_id = tags.id
         WHERE tags.tenant_id = ?
         GROUP BY tags.id
         ORDER BY event_count DESC, tags.name`,
      )
      .all(findTenant(database, tenant).id),
  );
}
