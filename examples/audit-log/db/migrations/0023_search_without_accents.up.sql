-- Searching "munchen" should find "München". An FTS5 table cannot change its tokenizer: made anew, and filled again. The
-- triggers on other tables name it, and keep doing so.
DROP TABLE event_search;

CREATE VIRTUAL TABLE event_search USING fts5 (
  action,
  target,
  body,
  tokenize = "unicode61 remove_diacritics 2",
  prefix = '2 3'
);

INSERT INTO event_search (rowid, action, target, body)
SELECT
  events.id,
  replace(events.action, '.', ' '),
  coalesce(events.target_type || ' ' || events.target_id, ''),
  coalesce(event_payloads.body, '')
FROM events
LEFT JOIN event_payloads ON event_payloads.event_id = events.id
ORDER BY events.id;
