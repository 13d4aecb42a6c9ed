CREATE TABLE retention_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  ran_at TEXT NOT NULL,
  payloads_removed INTEGER NOT NULL,
  bytes_removed INTEGER NOT NULL
);

CREATE INDEX retention_runs_by_tenant ON retention_runs (tenant_id, ran_at);
