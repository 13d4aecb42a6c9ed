-- Retention has to remove what an event says without breaking the chain. The payload moves to a table of its own, from which
-- it may go; the event keeps its digest, and the chain will be over that (0015).
CREATE TABLE event_payloads (
  event_id INTEGER PRIMARY KEY REFERENCES events (id),
  body TEXT NOT NULL CHECK (json_valid(body)),
  size_bytes INTEGER NOT NULL GENERATED ALWAYS AS (length(CAST(body AS BLOB))) STORED
);

CREATE INDEX event_payloads_by_size ON event_payloads (size_bytes);

INSERT INTO event_payloads (event_id, body)
SELECT id, payload
FROM events
WHERE payload IS NOT NULL
ORDER BY id;

DROP TRIGGER events_refuse_update;

ALTER TABLE events ADD COLUMN payload_digest TEXT;
UPDATE events
SET payload_digest = (SELECT sha256_hex(body) FROM event_payloads WHERE event_id = events.id)
WHERE payload IS NOT NULL;
ALTER TABLE events DROP COLUMN payload;

CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TRIGGER event_payloads_refuse_update BEFORE UPDATE ON event_payloads
BEGIN
  SELECT RAISE(ABORT, 'payloads can be removed, not changed');
END;
