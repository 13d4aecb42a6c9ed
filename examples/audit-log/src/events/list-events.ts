import type { Session } from "../database/session.js";
import type { Database } from "../database/open-database.js";
import { parseTime } from "../parse-time.js";
import { findTenant } from "../tenants/find-tenant.js";
import type { EventOverview } from "./event.js";

/** Which events of a tenant; all of what is given has to hold. */
export interface EventFilter {
  readonly tenant: string;
  readonly actor?: string | undefined;
  /** A GLOB: `invoice.*` */
  readonly action?: string | undefined;
  /** `type:id`, or `type` for all of that type. */
  readonly target?: string | undefined;
  readonly tag?: string | undefined;
  /** `2026-03-01`, in UTC. */
  readonly day?: string | undefined;
  /** ISO 8601; included. */
  readonly since?: string | undefined;
  /** ISO 8601; not included. */
  readonly until?: string | undefined;
  /** At most so many, the newest of them. @defaultValue the setting `list_limit` */
  readonly limit?: number | undefined;
}

/** Gives the newest events that fit, oldest of them first. @throws `AuditLogError` `NOT_FOUND`, `INVALID_VALUE` */
export function listEvents(session: Session, filter: EventFilter): Promise<EventOverview[]> {
  return session.run((database) => selectEvents(database, filter));
}

/** As {@link listEvents}, inside a unit of work. */
export function selectEvents(database: Database, filter: EventFilter): EventOverview[] {
  findTenant(database, filter.tenant);
  const { conditions, values } = conditionsOf(filter);
  const limit = filter.limit ?? Number(database.prepare("SELECT value FROM settings WHERE name = 'list_limit'").pluck().get());
  return database
    .prepare<unknown[], EventOverview>(
      `SELECT * FROM (
         SELECT * FROM event_overview WHERE ${conditions.join(" AND ")} ORDER BY sequence DESC LIMIT ?
       ) ORDER BY sequence`,
    )
    .all(...values, limit);
}

function conditionsOf(filter: EventFilter): { conditions: string[]; values: string[] } {
  const [targetType, ...targetId] = filter.target?.split(":") ?? [];
  const wanted: [condition: string, value: string | undefined][] = [
    ["tenant = ?", filter.tenant],
    ["actor = ?", filter.actor],
    ["action GLOB ?", filter.action],
    ["target_type = ?", targetType],
    ["target_id = ?", targetId.length > 0 ? targetId.join(":") : undefined],
    ["' ' || tags || ' ' LIKE '% ' || ? || ' %'", filter.tag],
    ["day = ?", filter.day],
    ["occurred_at >= ?", filter.since && parseTime(filter.since).toISOString()],
    ["occurred_at < ?", filter.until && parseTime(filter.until).toISOString()],
  ];
  const given = wanted.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { conditions: given.map(([condition]) => condition), values: given.map(([, value]) => value) };
}
