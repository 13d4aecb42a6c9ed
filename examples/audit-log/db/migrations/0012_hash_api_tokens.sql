-- Tokens were stored as they are; whoever reads a backup could use them. Only their hash stays.
-- sha256_hex() comes from the application: see src/database/database-definition.ts.
CREATE TABLE api_tokens_rebuilt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  UNIQUE (tenant_id, name)
);

INSERT INTO api_tokens_rebuilt (id, tenant_id, name, token_hash, created_at)
SELECT id, tenant_id, name, sha256_hex(token), created_at
FROM api_tokens
ORDER BY id;

DROP TABLE api_tokens;
ALTER TABLE api_tokens_rebuilt RENAME TO api_tokens;
