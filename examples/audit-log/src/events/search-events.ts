import { AuditLogError } from "../audit-log-error.js";
import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";
import type { EventOverview } from "./event.js";

/** An event that was found, with the words that were. */
export interface FoundEvent extends EventOverview {
  /** Part of the payload, the words found in it in [brackets]. */
  readonly excerpt: string;
}

/**
 * Finds events by words in their action, target and payload, best first. Understands what FTS5 does: `paid OR refunded`,
 * `"in full"`, `invo*`. Accents make no difference.
 * @throws {@link AuditLogError} `NOT_FOUND`, `INVALID_VALUE`
 */
export function searchEvents(session: Session, tenant: string, query: string): Promise<FoundEvent[]> {
  return session.run((database) => {
    findTenant(database, tenant);
    const search = database.prepare<[string, string], FoundEvent>(
      `SELECT event_overview.*, snippet(event_search, -1, '[', ']', '…', 12) AS excerpt
       FROM event_search
       JOIN event_overview ON event_overview.id = event_search.rowid
       WHERE event_search MATCH ? AND event_overview.tenant = ?
       ORDER BY event_search.rank, event_overview.sequence`,
    );
    try {
      return search.all(query, tenant);
    } catch (error) {
      throw new AuditLogError("INVALID_VALUE", `The search "${query}" cannot be read: quote what is meant literally.`, {
        cause: error,
      });
    }
  });
}
