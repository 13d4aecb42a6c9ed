import { AuditLogError } from "../audit-log-error.js";
import type { Session } from "../database/session.js";
import { findTenant } from "../tenants/find-tenant.js";
import type { Actor, ActorKind } from "./find-actor.js";

/** What an actor is made from. */
export interface AddActorOptions {
  readonly tenant: string;
  readonly name: string;
  /** @defaultValue `"user"` */
  readonly kind?: string | undefined;
}

const KINDS: readonly string[] = ["user", "service", "system"] satisfies ActorKind[];

/** Adds an actor to a tenant. @throws {@link AuditLogError} `INVALID_VALUE`, `NOT_FOUND`, `ALREADY_EXISTS` */
export function addActor(session: Session, { tenant: slug, name, kind = "user" }: AddActorOptions): Promise<Actor> {
  return session.run((database) => {
    if (!KINDS.includes(kind)) {
      throw new AuditLogError("INVALID_VALUE", `An actor is one of ${KINDS.join(", ")}; got "${kind}".`);
    }
    const tenant = findTenant(database, slug);
    const actor = database
      .prepare<[number, string, string, string], Actor>(
        "INSERT INTO actors (tenant_id, name, kind, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING *",
      )
      .get(tenant.id, name, kind, new Date().toISOString());
    if (actor === undefined) throw new AuditLogError("ALREADY_EXISTS", `Tenant "${slug}" has an actor "${name}" already.`);
    return actor;
  });
}
