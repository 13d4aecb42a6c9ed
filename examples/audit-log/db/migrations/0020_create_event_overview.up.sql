CREATE VIEW event_overview AS
SELECT
  events.id,
  tenants.slug AS tenant,
  events.sequence,
  events.occurred_at,
  events.day,
  actors.name AS actor,
  actors.kind AS actor_kind,
  events.action,
  events.target_type,
  events.target_id,
  event_payloads.body AS payload,
  events.payload_digest IS NOT NULL AND event_payloads.body IS NULL AS is_payload_removed,
  (
    SELECT group_concat(name, ' ')
    FROM (
      SELECT tags.name
      FROM event_tags
      JOIN tags ON tags.id = event_tags.tag_id
      WHERE event_tags.event_id = events.id
      ORDER BY tags.name
    )
  ) AS tags,
  events.hash
FROM events
JOIN tenants ON tenants.id = events.tenant_id
JOIN actors ON actors.id = events.actor_id
LEFT JOIN event_payloads ON event_payloads.event_id = events.id;
