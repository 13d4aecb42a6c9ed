import { AuditLogError } from "../audit-log-error.js";
import type { Database } from "../database/open-database.js";

/** A customer whose events are kept. */
export interface Tenant {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly plan: string;
  readonly created_at: string;
}

/** Gives the tenant of that slug. @throws {@link AuditLogError} `NOT_FOUND` */
export function findTenant(database: Database, slug: string): Tenant {
  const tenant = database.prepare<[string], Tenant>("SELECT * FROM tenants WHERE slug = ?").get(slug);
  if (tenant === undefined) {
    throw new AuditLogError(
      "NOT_FOUND",
      `There is no tenant "${slug}". Add it first: audit-log tenant add ${slug} --name NAME`,
    );
  }
  return tenant;
}
