import { createHash } from "node:crypto";

/** What an event's hash is over. The payload takes part by its digest, so that it can go without breaking the chain. */
export interface HashedEvent {
  readonly previous_hash: string | null;
  readonly tenant_id: number;
  readonly sequence: number;
  readonly actor_id: number;
  readonly action: string;
  readonly target_type: string | null;
  readonly target_id: string | null;
  readonly occurred_at: string;
  readonly payload_digest: string | null;
}

/** Gives the hash that links an event to the one before it. */
export function hashEvent(event: HashedEvent): string {
  const { previous_hash, tenant_id, sequence, actor_id, action, target_type, target_id, occurred_at, payload_digest } = event;
  return sha256(
    JSON.stringify([previous_hash, tenant_id, sequence, actor_id, action, target_type, target_id, occurred_at, payload_digest]),
  );
}

/** Hex SHA-256 of a text. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
