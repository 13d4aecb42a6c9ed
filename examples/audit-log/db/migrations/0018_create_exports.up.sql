-- Who took what out of the log is worth a record, too.
CREATE TABLE exports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  format TEXT NOT NULL CHECK (format IN ('json', 'csv')),
  event_count INTEGER NOT NULL,
  digest TEXT NOT NULL, -- SHA-256 of what was written
  created_at TEXT NOT NULL
);
