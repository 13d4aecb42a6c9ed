-- The twelve steps of https://www.sqlite.org/lang_altertable.html#otheralter, since SQLite cannot add a constraint to a table.
-- "PRAGMA foreign_keys" does nothing inside a transaction, so this migration brings its own.
PRAGMA foreign_keys = OFF;

BEGIN IMMEDIATE;

CREATE TABLE actors_rebuilt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'user' CHECK (kind IN ('user', 'service', 'system')),
  created_at TEXT NOT NULL,
  UNIQUE (tenant_id, name)
);

-- Names were not unique before: the second "Ada" of a tenant becomes "Ada (2)".
INSERT INTO actors_rebuilt (id, tenant_id, name, kind, created_at)
SELECT
  id,
  tenant_id,
  CASE WHEN occurrence = 1 THEN name ELSE name || ' (' || occurrence || ')' END,
  CASE WHEN kind IN ('user', 'service', 'system') THEN kind ELSE 'user' END,
  created_at
FROM (
  SELECT *, row_number() OVER (PARTITION BY tenant_id, name ORDER BY id) AS occurrence
  FROM actors
)
ORDER BY id;

DROP TABLE actors;
ALTER TABLE actors_rebuilt RENAME TO actors;

COMMIT;

PRAGMA foreign_keys = ON;
