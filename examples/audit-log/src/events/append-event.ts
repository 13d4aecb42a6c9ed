import { findActor } from "../actors/find-actor.js";
import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";
import type { Session } from "../database/session.js";
import { tagEventRow } from "../tags/tag-event.js";
import { findTenant } from "../tenants/find-tenant.js";
import { parseTime } from "../parse-time.js";
import type { EventOverview } from "./event.js";
import { hashEvent, sha256, type HashedEvent } from "./hash-event.js";

/** What happened. */
export interface AppendEventOptions {
  readonly tenant: string;
  /** Name of one of the tenant's actors. */
  readonly actor: string;
  /** Dotted words in lower case: `invoice.paid`. */
  readonly action: string;
  /** What it happened to, as `type:id`. */
  readonly target?: string | undefined;
  /** JSON text. */
  readonly payload?: string | undefined;
  /** When, ISO 8601. @defaultValue now */
  readonly occurredAt?: string | undefined;
  readonly tags?: readonly string[] | undefined;
}

const ACTION = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const TARGET = /^([a-z][a-z0-9_-]*):(.+)$/;

/** Adds an event to the end of its tenant's log. @throws {@link AuditLogError} `INVALID_VALUE`, `NOT_FOUND` */
export function appendEvent(session: Session, options: AppendEventOptions): Promise<EventOverview> {
  return session.run((database) => {
    if (!ACTION.test(options.action)) {
      throw new AuditLogError(
        "INVALID_VALUE",
        `An action is two or more words with dots: invoice.paid; got "${options.action}".`,
      );
    }
    const tenant = findTenant(database, options.tenant);
    const actor = findActor(database, tenant, options.actor);
    const { targetType, targetId } = parseTarget(options.target);
    const payload = canonicalPayload(options.payload);
    const id = insertEvent(database, {
      ...nextInChain(database, tenant.id),
      tenant_id: tenant.id,
      actor_id: actor.id,
      action: options.action,
      target_type: targetType,
      target_id: targetId,
      occurred_at: parseTime(options.occurredAt).toISOString(),
      payload_digest: payload === null ? null : sha256(payload),
    });
    if (payload !== null) database.prepare("INSERT INTO event_payloads (event_id, body) VALUES (?, ?)").run(id, payload);
    for (const tag of options.tags ?? []) tagEventRow(database, tenant.id, id, tag);
    return readEvent(database, id);
  });
}

function parseTarget(target: string | undefined): { targetType: string | null; targetId: string | null } {
  if (target === undefined) return { targetType: null, targetId: null };
  const [, targetType, targetId] = TARGET.exec(target) ?? [];
  if (targetType === undefined || targetId === undefined) {
    throw new AuditLogError("INVALID_VALUE", `A target is written type:id, as in invoice:42; got "${target}".`);
  }
  return { targetType, targetId };
}

/** The same JSON without insignificant white space, so that equal payloads have equal digests. */
function canonicalPayload(payload: string | undefined): string | null {
  if (payload === undefined) return null;
  try {
    return JSON.stringify(JSON.parse(payload));
  } catch (error) {
    throw new AuditLogError("INVALID_VALUE", `A payload is JSON; got ${payload}`, { cause: error });
  }
}

function nextInChain(database: Database, tenantId: number): Pick<HashedEvent, "sequence" | "previous_hash"> {
  const last = database
    .prepare<[number], { sequence: number; hash: string }>(
      "SELECT sequence, hash FROM events WHERE tenant_id = ? ORDER BY sequence DESC LIMIT 1",
    )
    .get(tenantId);
  return { sequence: (last?.sequence ?? 0) + 1, previous_hash: last?.hash ?? null };
}

function insertEvent(database: Database, event: HashedEvent): number {
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO events
         (tenant_id, sequence, actor_id, action, target_type, target_id, occurred_at, payload_digest, previous_hash, hash)
       VALUES
         (@tenant_id, @sequence, @actor_id, @action, @target_type, @target_id, @occurred_at, @payload_digest, @previous_hash, @hash)`,
    )
    .run({ ...event, hash: hashEvent(event) });
  return Number(lastInsertRowid);
}

function readEvent(database: Database, id: number): EventOverview {
  const event = database.prepare<[number], EventOverview>("SELECT * FROM event_overview WHERE id = ?").get(id);
  if (event === undefined) throw new Error(`event ${id} is gone`);
  return event;
}
