import { AuditLogError } from "../audit-log-error.js";
import type { Session } from "../database/session.js";
import type { Tenant } from "./find-tenant.js";

/** What a tenant is made from. */
export interface AddTenantOptions {
  /** Lower case letters, digits and hyphens. */
  readonly slug: string;
  readonly name: string;
  /** @defaultValue the setting `default_plan` */
  readonly plan?: string | undefined;
}

const SLUG = /^[a-z][a-z0-9-]{1,39}$/;

/** Adds a tenant. @throws {@link AuditLogError} `INVALID_VALUE`, `ALREADY_EXISTS` */
export function addTenant(session: Session, { slug, name, plan }: AddTenantOptions): Promise<Tenant> {
  return session.run((database) => {
    if (!SLUG.test(slug)) {
      throw new AuditLogError(
        "INVALID_VALUE",
        `A tenant's slug has 2 to 40 lower case letters, digits and hyphens and begins with a letter; got "${slug}".`,
      );
    }
    const tenant = database
      .prepare<[string, string, string | null, string], Tenant>(
        `INSERT INTO tenants (slug, name, plan, created_at)
         VALUES (?, ?, coalesce(?, (SELECT value FROM settings WHERE name = 'default_plan')), ?)
         ON CONFLICT DO NOTHING
         RETURNING *`,
      )
      .get(slug, name, plan ?? null, new Date().toISOString());
    if (tenant === undefined) throw new AuditLogError("ALREADY_EXISTS", `There is a tenant "${slug}" already.`);
    return tenant;
  });
}
