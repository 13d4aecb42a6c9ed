CREATE INDEX events_by_tenant_and_time ON events (tenant_id, occurred_at);
CREATE INDEX events_by_actor ON events (actor_id);
