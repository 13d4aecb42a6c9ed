DROP INDEX events_by_actor;
DROP INDEX events_by_tenant_and_time;
