/**
 * The chain is over the payload's digest and the event's number from here on, so every hash has to be made anew. Doing that to a
 * log that somebody changed would make the change look genuine: the old chain is checked first, and the upgrade refused
 * when it does not hold.
 *
 * Both formulas are written out here and not imported: a migration has to do tomorrow what it did today.
 */
import { createHash } from "node:crypto";
import type { MigrationParameters } from "@picklejar/core";

type Database = MigrationParameters["context"];

interface EventRow {
  readonly id: number;
  readonly tenant_id: number;
  readonly sequence: number;
  readonly actor_id: number;
  readonly action: string;
  readonly target_type: string | null;
  readonly target_id: string | null;
  readonly occurred_at: string;
  readonly payload_digest: string | null;
  readonly body: string | null;
  readonly hash: string;
}

export function up({ context: database }: MigrationParameters): void {
  const tenants = database.prepare<[], { id: number }>("SELECT id FROM tenants ORDER BY id").all();
  database.exec("DROP TRIGGER events_refuse_update");
  for (const tenant of tenants) recomputeChain(database, tenant.id);
  database.exec(`
    CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
    BEGIN
      SELECT RAISE(ABORT, 'events are append-only');
    END;
  `);
}

function recomputeChain(database: Database, tenantId: number): void {
  const events = database.prepare<[number], EventRow>(`
    SELECT events.*, event_payloads.body
    FROM events
    LEFT JOIN event_payloads ON event_payloads.event_id = events.id
    WHERE events.tenant_id = ?
    ORDER BY events.sequence
  `);
  const update = database.prepare("UPDATE events SET previous_hash = ?, hash = ? WHERE id = ?");
  let previousOld: string | null = null;
  let previousNew: string | null = null;
  for (const event of events.all(tenantId)) {
    if (hashOfFirstFormat(event, previousOld) !== event.hash) {
      throw new Error(
        `event ${event.sequence} of tenant ${tenantId} does not match its hash: the log was changed. ` +
          "Restore it from a backup before you upgrade.",
      );
    }
    const hash = hashOfSecondFormat(event, previousNew);
    update.run(previousNew, hash, event.id);
    previousOld = event.hash;
    previousNew = hash;
  }
}

function hashOfFirstFormat(event: EventRow, previousHash: string | null): string {
  const seconds = Math.floor(Date.parse(event.occurred_at) / 1000);
  return sha256([previousHash ?? "", event.action, targetOfFirstFormat(event), event.body ?? "", String(seconds)].join("\n"));
}

/** `0009_split_target.sql` gave the type "unknown" to targets that had none. */
function targetOfFirstFormat({ target_type, target_id }: EventRow): string {
  if (target_type === null) return "";
  return target_type === "unknown" ? (target_id ?? "") : `${target_type}:${target_id ?? ""}`;
}

function hashOfSecondFormat(event: EventRow, previousHash: string | null): string {
  const { tenant_id, sequence, actor_id, action, target_type, target_id, occurred_at, payload_digest } = event;
  return sha256(
    JSON.stringify([previousHash, tenant_id, sequence, actor_id, action, target_type, target_id, occurred_at, payload_digest]),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
