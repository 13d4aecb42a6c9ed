-- "All events about this invoice" had to scan with LIKE. The target gets two columns.
ALTER TABLE events ADD COLUMN target_type TEXT;
ALTER TABLE events ADD COLUMN target_id TEXT;

DROP TRIGGER events_refuse_update;

UPDATE events
SET
  target_type = substr(target, 1, instr(target, ':') - 1),
  target_id = substr(target, instr(target, ':') + 1)
WHERE instr(target, ':') > 1;

-- A few early events name a target without a type.
UPDATE events SET target_type = 'unknown', target_id = target WHERE target IS NOT NULL AND target_type IS NULL;

ALTER TABLE events DROP COLUMN target;

CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
BEGIN
  SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE INDEX events_by_target ON events (tenant_id, target_type, target_id);
