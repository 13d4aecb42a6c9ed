CREATE TABLE events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  actor_id INTEGER NOT NULL REFERENCES actors (id),
  action TEXT NOT NULL,
  target TEXT,                  -- "type:id"
  payload TEXT,                 -- JSON
  occurred_at INTEGER NOT NULL, -- seconds since 1970
  previous_hash TEXT,           -- of the tenant's event before
  hash TEXT NOT NULL            -- SHA-256 over the line above, action, target, payload and time
);
