import type { Session } from "../database/session.js";
import type { Tenant } from "./find-tenant.js";

/** A tenant with the size of its log. */
export interface TenantWithCount extends Tenant {
  readonly event_count: number;
}

/** Gives all tenants by slug, counted from the statistics and not from the events. */
export function listTenants(session: Session): Promise<TenantWithCount[]> {
  return session.run((database) =>
    database
      .prepare<[], TenantWithCount>(
        `SELECT tenants.*, coalesce(sum(tenant_statistics.event_count), 0) AS event_count
         FROM tenants
         LEFT JOIN tenant_statistics ON tenant_statistics.tenant_id = tenants.id
         GROUP BY tenants.id
         ORDER BY tenants.slug`,
      )
      .all(),
  );
}
