/** An event as `event_overview` shows it. */
export interface EventOverview {
  readonly id: number;
  /** Slug of its tenant. */
  readonly tenant: string;
  /** Its number in the tenant's log, from 1 without gaps. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly occurred_at: string;
  readonly day: string;
  readonly actor: string;
  readonly actor_kind: string;
  /** Dotted words: `invoice.paid`. */
  readonly action: string;
  readonly target_type: string | null;
  readonly target_id: string | null;
  /** JSON text; null when there was none, or retention removed it. */
  readonly payload: string | null;
  /** 1 when retention removed the payload. */
  readonly is_payload_removed: 0 | 1;
  /** Separated by spaces. */
  readonly tags: string | null;
  readonly hash: string;
}
