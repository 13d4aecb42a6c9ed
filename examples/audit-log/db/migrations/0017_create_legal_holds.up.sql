CREATE TABLE legal_holds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  reason TEXT NOT NULL,
  placed_at TEXT NOT NULL,
  lifted_at TEXT
);

-- One at a time.
CREATE UNIQUE INDEX legal_holds_in_force ON legal_holds (tenant_id) WHERE lifted_at IS NULL;

-- Lawyers asked for something stronger than a line in retention's code.
CREATE TRIGGER event_payloads_refuse_delete_under_hold BEFORE DELETE ON event_payloads
WHEN EXISTS (
  SELECT 1
  FROM legal_holds
  JOIN events ON events.tenant_id = legal_holds.tenant_id
  WHERE events.id = old.event_id AND legal_holds.lifted_at IS NULL
)
BEGIN
  SELECT RAISE(ABORT, 'the tenant is under a legal hold');
END;
