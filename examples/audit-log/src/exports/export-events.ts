import { AuditLogError } from "../audit-log-error.js";
import type { Session } from "../database/session.js";
import type { EventOverview } from "../events/event.js";
import { sha256 } from "../events/hash-event.js";
import { selectEvents, type EventFilter } from "../events/list-events.js";
import { findTenant } from "../tenants/find-tenant.js";
import { formatCsv } from "./format-csv.js";

/** What was exported. */
export interface ExportResult {
  readonly content: string;
  readonly eventCount: number;
  /** SHA-256 of the content, as recorded in `exports`. */
  readonly digest: string;
}

const FORMATS = { json: formatJson, csv: formatEventsAsCsv } as const;

/** Writes out all events that fit, and records that it did. @throws {@link AuditLogError} `INVALID_VALUE`, `NOT_FOUND` */
export function exportEvents(session: Session, format: string, filter: EventFilter): Promise<ExportResult> {
  return session.run((database) => {
    if (!isFormat(format)) {
      throw new AuditLogError("INVALID_VALUE", `An export is one of ${Object.keys(FORMATS).join(", ")}; got "${format}".`);
    }
    const tenant = findTenant(database, filter.tenant);
    const events = selectEvents(database, { limit: -1, ...filter });
    const content = FORMATS[format](events);
    const digest = sha256(content);
    database
      .prepare("INSERT INTO exports (tenant_id, format, event_count, digest, created_at) VALUES (?, ?, ?, ?, ?)")
      .run(tenant.id, format, events.length, digest, new Date().toISOString());
    return { content, eventCount: events.length, digest };
  });
}

function isFormat(format: string): format is keyof typeof FORMATS {
  return Object.hasOwn(FORMATS, format);
}

function formatJson(events: readonly EventOverview[]): string {
  const rows = events.map(({ id: _id, payload, tags, is_payload_removed, ...event }) => ({
    ...event,
    payload: payload === null ? null : (JSON.parse(payload) as unknown),
    is_payload_removed: is_payload_removed === 1,
    tags: tags?.split(" ") ?? [],
  }));
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}

function formatEventsAsCsv(events: readonly EventOverview[]): string {
  const header = ["sequence", "occurred_at", "actor", "action", "target", "payload", "tags", "hash"];
  const rows = events.map((event) => [
    String(event.sequence),
    event.occurred_at,
    event.actor,
    event.action,
    event.target_type === null ? "" : `${event.target_type}:${event.target_id ?? ""}`,
    event.payload ?? "",
    event.tags ?? "",
    event.hash,
  ]);
  return formatCsv([header, ...rows]);
}
