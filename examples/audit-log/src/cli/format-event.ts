import type { EventOverview } from "../events/event.js";

/** The cells of an event in a listing. */
export function formatEvent(event: EventOverview): string[] {
  return [
    `#${event.sequence}`,
    event.occurred_at,
    event.actor,
    event.action,
    event.target_type === null ? "-" : `${event.target_type}:${event.target_id ?? ""}`,
    formatPayload(event),
    (event.tags ?? "").replaceAll(/\S+/g, "+$&"),
  ];
}

function formatPayload({ payload, is_payload_removed }: EventOverview): string {
  if (payload !== null) return payload;
  return is_payload_removed === 1 ? "(removed)" : "-";
}
