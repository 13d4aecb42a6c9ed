DROP VIEW event_overview;
