ALTER TABLE events ADD COLUMN day TEXT GENERATED ALWAYS AS (substr(occurred_at, 1, 10)) VIRTUAL;
CREATE INDEX events_by_day ON events (tenant_id, day);
