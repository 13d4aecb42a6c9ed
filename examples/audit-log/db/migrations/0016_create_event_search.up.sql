CREATE VIRTUAL TABLE event_search USING fts5 (action, target, body);

INSERT INTO event_search (rowid, action, target, body)
SELECT
  events.id,
  replace(events.action, '.', ' '),
  coalesce(events.target_type || ' ' || events.target_id, ''),
  coalesce(event_payloads.body, '')
FROM events
LEFT JOIN event_payloads ON event_payloads.event_id = events.id
ORDER BY events.id;

CREATE TRIGGER events_fill_search AFTER INSERT ON events
BEGIN
  INSERT INTO event_search (rowid, action, target, body)
  VALUES (
    new.id,
    replace(new.action, '.', ' '),
    coalesce(new.target_type || ' ' || new.target_id, ''),
    ''
  );
END;

CREATE TRIGGER event_payloads_fill_search AFTER INSERT ON event_payloads
BEGIN
  UPDATE event_search SET body = new.body WHERE rowid = new.event_id;
END;

-- What retention removed must not be found either.
CREATE TRIGGER event_payloads_empty_search AFTER DELETE ON event_payloads
BEGIN
  UPDATE event_search SET body = '' WHERE rowid = old.event_id;
END;
