import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";
import { hashEvent, sha256, type HashedEvent } from "./hash-event.js";

/** What is wrong with an event. */
export type ChainFault = "missing" | "link" | "hash" | "payload";

/** What a look at a tenant's whole chain found. */
export interface ChainReport {
  readonly tenant: string;
  readonly eventCount: number;
  /** Of the last event: keep it elsewhere, and nobody can cut the end off. Absent in an empty log. */
  readonly head: string | undefined;
  /** The first event that does not fit, and why; absent when the chain holds. */
  readonly broken: { readonly sequence: number; readonly fault: ChainFault } | undefined;
}

interface ChainedEvent extends HashedEvent {
  readonly hash: string;
  readonly body: string | null;
}

/** Looks at each event of a tenant: number, link to the one before, hash, payload. @throws `AuditLogError` `NOT_FOUND` */
export function verifyChain(session: Session, tenant: string): Promise<ChainReport> {
  return session.run((database) => {
    const events = database
      .prepare<[number], ChainedEvent>(
        `SELECT events.*, event_payloads.body
         FROM events
         LEFT JOIN event_payloads ON event_payloads.event_id = events.id
         WHERE events.tenant_id = ?
         ORDER BY events.sequence`,
      )
      .all(findTenant(database, tenant).id);
    return { tenant, eventCount: events.length, head: events.at(-1)?.hash, broken: findBrokenLink(events) };
  });
}

function findBrokenLink(events: readonly ChainedEvent[]): ChainReport["broken"] {
  let previousHash: string | null = null;
  for (const [index, event] of events.entries()) {
    const sequence = index + 1;
    if (event.sequence !== sequence) return { sequence, fault: "missing" };
    if (event.previous_hash !== previousHash) return { sequence, fault: "link" };
    if (event.hash !== hashEvent(event)) return { sequence, fault: "hash" };
    if (event.body !== null && sha256(event.body) !== event.payload_digest) return { sequence, fault: "payload" };
    previousHash = event.hash;
  }
  return undefined;
}
