import { randomBytes } from "node:crypto";

import { AuditLogError } from "../audit-log-error.js";
import type { Session } from "../database/session.js";
import { sha256 } from "../events/hash-event.js";
import { findTenant } from "../tenants/find-tenant.js";

/** What a token may do. */
export type TokenScope = "read" | "append";

/** A token as it is listed: never the secret, which only its owner has. */
export interface ApiToken {
  readonly tenant: string;
  readonly name: string;
  readonly scope: TokenScope;
  readonly created_at: string;
  readonly revoked_at: string | null;
}

const SCOPES: readonly string[] = ["read", "append"] satisfies TokenScope[];

/** Makes a token and gives its secret, this once: the log keeps a hash. @throws {@link AuditLogError} `INVALID_VALUE`, `ALREADY_EXISTS` */
export function createToken(session: Session, tenant: string, name: string, scope = "read"): Promise<string> {
  return session.run((database) => {
    if (!SCOPES.includes(scope)) {
      throw new AuditLogError("INVALID_VALUE", `A token's scope is one of ${SCOPES.join(", ")}; got "${scope}".`);
    }
    const secret = `al_${randomBytes(24).toString("base64url")}`;
    const { changes } = database
      .prepare(
        "INSERT INTO api_tokens (tenant_id, name, token_hash, scope, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      )
      .run(findTenant(database, tenant).id, name, sha256(secret), scope, new Date().toISOString());
    if (changes === 0) throw new AuditLogError("ALREADY_EXISTS", `Tenant "${tenant}" has a token "${name}" already.`);
    return secret;
  });
}

/** Gives the token of a secret, `undefined` when there is none or it was revoked. */
export function checkToken(session: Session, secret: string): Promise<ApiToken | undefined> {
  return session.run((database) =>
    database
      .prepare<[string], ApiToken>(
        `SELECT tenants.slug AS tenant, api_tokens.name, scope, api_tokens.created_at, revoked_at
         FROM api_tokens
         JOIN tenants ON tenants.id = api_tokens.tenant_id
         WHERE token_hash = ? AND revoked_at IS NULL`,
      )
      .get(sha256(secret)),
  );
}

/** Ends a token. @throws {@link AuditLogError} `NOT_FOUND` */
export function revokeToken(session: Session, tenant: string, name: string): Promise<void> {
  return session.run((database) => {
    const { changes } = database
      .prepare("UPDATE api_tokens SET revoked_at = ? WHERE tenant_id = ? AND name = ? AND revoked_at IS NULL")
      .run(new Date().toISOString(), findTenant(database, tenant).id, name);
    if (changes === 0) throw new AuditLogError("NOT_FOUND", `Tenant "${tenant}" has no token "${name}" in force.`);
  });
}

/** Gives a tenant's tokens by name, revoked ones too. */
export function listTokens(session: Session, tenant: string): Promise<ApiToken[]> {
  return session.run((database) =>
    database
      .prepare<[string, number], ApiToken>(
        "SELECT ? AS tenant, name, scope, created_at, revoked_at FROM api_tokens WHERE tenant_id = ? ORDER BY name",
      )
      .all(tenant, findTenant(database, tenant).id),
  );
}
