DROP TRIGGER events_refuse_delete;
DROP TRIGGER events_refuse_update;
