DROP TRIGGER event_payloads_empty_search;
DROP TRIGGER event_payloads_fill_search;
DROP TRIGGER events_fill_search;
DROP TABLE event_search;
