-- The dashboard counted events on every visit. The count is kept up to date as events arrive.
CREATE TABLE tenant_statistics (
  tenant_id INTEGER NOT NULL,
  day TEXT NOT NULL,
  event_count INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, day)
) WITHOUT ROWID;

INSERT INTO tenant_statistics (tenant_id, day, event_count)
SELECT tenant_id, day, count(*)
FROM events
GROUP BY tenant_id, day;

CREATE TRIGGER events_count_day AFTER INSERT ON events
BEGIN
  INSERT INTO tenant_statistics (tenant_id, day, event_count)
  VALUES (new.tenant_id, substr(new.occurred_at, 1, 10), 1)
  ON CONFLICT (tenant_id, day) DO UPDATE SET event_count = event_count + 1;
END;
