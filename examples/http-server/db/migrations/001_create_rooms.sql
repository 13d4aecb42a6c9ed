CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO rooms (name) VALUES ('Bering'), ('Cook');
