CREATE TABLE tags (
  id INTEGER PRIMARY KEY,
  tenant_id INTEGER NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  UNIQUE (tenant_id, name)
);

-- Only ever looked up by its whole key: a row id would be a second copy of it.
CREATE TABLE event_tags (
  event_id INTEGER NOT NULL REFERENCES events (id),
  tag_id INTEGER NOT NULL REFERENCES tags (id),
  PRIMARY KEY (event_id, tag_id)
) WITHOUT ROWID;

CREATE INDEX event_tags_by_tag ON event_tags (tag_id);
