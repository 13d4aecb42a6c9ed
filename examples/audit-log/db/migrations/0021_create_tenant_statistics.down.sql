DROP TRIGGER events_count_day;
DROP TABLE tenant_statistics;
