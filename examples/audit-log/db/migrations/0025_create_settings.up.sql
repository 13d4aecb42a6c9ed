CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO settings (name, value)
VALUES
  ('default_plan', 'free'),
  ('list_limit', '100');
