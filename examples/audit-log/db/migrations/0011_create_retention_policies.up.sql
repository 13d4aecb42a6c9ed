CREATE TABLE retention_policies (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  action_pattern TEXT NOT NULL, -- GLOB, such as "session.*"
  keep_days INTEGER NOT NULL CHECK (keep_days > 0),
  created_at TEXT NOT NULL,
  UNIQUE (tenant_id, action_pattern)
);
