import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface GenerateMigrationsOptions {
  /** Absolute; made where it is missing. */
  readonly directory: string;
  /** How many; forty of them make a database of about half a megabyte. */
  readonly count: number;
}

/**
 * Writes SQL migrations such as an application collects over the years: tables with their indexes, reference data, triggers, columns
 * added and filled, views, tables rebuilt, data moved; later on fewer new tables, and more changes to those that are there. The same
 * count always gives the same files.
 *
 * @remarks In memory they take 0.3 to 0.5 ms of a core each, and leave one to two schema objects: as the 72 of a real application do that
 * they were compared with.
 */
export function generateMigrations({ directory, count }: GenerateMigrationsOptions): void {
  mkdirSync(directory, { recursive: true });
  for (let index = 0; index < count; index++) {
    const { name, sql } = generateMigration(index);
    writeFileSync(join(directory, `${String(index + 1).padStart(4, "0")}_${name}.sql`), `${sql.trim()}\n`);
  }
}

interface Entity {
  /** Name of its table, a plural. */
  readonly table: string;
  /** Name of the table that it belongs to; absent for the first. */
  readonly owner: string | undefined;
  readonly number: number;
}

interface Revision extends Entity {
  /** How often it was revised before, and once more: 1 for the first. */
  readonly revision: number;
}

interface GeneratedMigration {
  readonly name: string;
  readonly sql: string;
}

const TABLES = [
  "accounts",
  "teams",
  "projects",
  "invoices",
  "shipments",
  "contracts",
  "devices",
  "articles",
  "tickets",
  "campaigns",
];
const ROWS = 150;
const ADDED_ROWS = 20;
const KINDS = ["created", "changed", "approved", "sent", "paid", "returned", "archived", "restored"];

/** How a table and what belongs to it come about; then it is the next one's turn. */
const BEGINNING: readonly ((entity: Entity) => GeneratedMigration)[] = [
  createTable,
  createEventTable,
  insertReferenceData,
  createTriggers,
  addColumn,
  createView,
  rebuildEventTable,
  createKinds,
];

/** How it is changed afterwards, when all are there. */
const REVISING: readonly ((revision: Revision) => GeneratedMigration)[] = [
  addLabel,
  insertMoreData,
  replaceTrigger,
  fillLabel,
  replaceView,
  replaceIndex,
  moveEvents,
  createNotes,
];

function generateMigration(index: number): GeneratedMigration {
  const turn = Math.floor(index / BEGINNING.length);
  const number = turn % TABLES.length;
  const entity = { table: TABLES[number] ?? "", owner: TABLES[number - 1], number };
  const revision = Math.floor(turn / TABLES.length);
  const step = index % BEGINNING.length;
  return revision === 0 ? stepAt(BEGINNING, step)(entity) : stepAt(REVISING, step)({ ...entity, revision });
}

function stepAt<Step>(steps: readonly Step[], index: number): Step {
  const step = steps[index];
  if (step === undefined) throw new RangeError(`index must be below ${steps.length}; got ${index}`);
  return step;
}

function createTable({ table, owner }: Entity): GeneratedMigration {
  const log =
    "CREATE TABLE audit_log (id INTEGER PRIMARY KEY, source TEXT NOT NULL, row_id INTEGER NOT NULL, action TEXT NOT NULL, " +
    "payload TEXT, at TEXT NOT NULL);\nCREATE INDEX audit_log_by_source ON audit_log (source, row_id);\n";
  return {
    name: `create_${table}`,
    sql: `${owner === undefined ? log : ""}
CREATE TABLE ${table} (
  id INTEGER PRIMARY KEY,
  ${owner === undefined ? "owner_id INTEGER" : `owner_id INTEGER REFERENCES ${owner} (id) ON DELETE CASCADE`},
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (length(name) > 0),
  status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'closed')),
  amount NUMERIC NOT NULL DEFAULT 0,
  notes TEXT,
  created_at TEXT NOT NULL DEFAULT '2026-01-01T00:00:00Z'
);
CREATE INDEX ${table}_by_owner ON ${table} (owner_id, status);
CREATE INDEX ${table}_by_name ON ${table} (name COLLATE NOCASE);`,
  };
}

function createEventTable({ table }: Entity): GeneratedMigration {
  return {
    name: `create_${table}_events`,
    sql: `
CREATE TABLE ${table}_events (
  id INTEGER PRIMARY KEY,
  ${table}_id INTEGER NOT NULL REFERENCES ${table} (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  payload TEXT,
  happened_at TEXT NOT NULL
);
CREATE INDEX ${table}_events_by_time ON ${table}_events (${table}_id, happened_at);`,
  };
}

function insertReferenceData(entity: Entity): GeneratedMigration {
  return { name: `insert_${entity.table}`, sql: insertRows(entity, 1, ROWS) };
}

function insertRows({ table, owner, number }: Entity, firstId: number, count: number): string {
  const rows = Array.from({ length: count }, (_, row) => {
    const id = firstId + row;
    const ownerId = owner === undefined ? "NULL" : String((row % ROWS) + 1);
    const code = `${table.slice(0, 3).toUpperCase()}-${number + 1}-${String(id).padStart(5, "0")}`;
    const notes = row % 3 === 0 ? `'Imported from the old system; see file ${row % 17}, sheet ${row % 5}, line ${id}'` : "NULL";
    return `  (${id}, ${ownerId}, '${code}', 'Sample ${table} number ${id}', '${row % 7 === 0 ? "paused" : "active"}', ${(row * 37) % 1000}.${row % 100}, ${notes})`;
  });
  return `INSERT INTO ${table} (id, owner_id, code, name, status, amount, notes) VALUES\n${rows.join(",\n")};`;
}

function createTriggers({ table }: Entity): GeneratedMigration {
  const triggers = [triggerFor(table, "insert", "new"), triggerFor(table, "update", "new"), triggerFor(table, "delete", "old")];
  return { name: `audit_${table}`, sql: triggers.join("\n") };
}

function triggerFor(table: string, action: string, row: string, moreColumns: string = ""): string {
  return `
CREATE TRIGGER ${table}_after_${action} AFTER ${action.toUpperCase()} ON ${table}
BEGIN
  INSERT INTO audit_log (source, row_id, action, payload, at)
  VALUES ('${table}', ${row}.id, '${action}', json_object('code', ${row}.code, 'status', ${row}.status${moreColumns}), '2026-01-01T00:00:00Z');
END;`;
}

/** The update fires a trigger for each of its rows. */
function addColumn({ table }: Entity): GeneratedMigration {
  return {
    name: `add_priority_to_${table}`,
    sql: `
ALTER TABLE ${table} ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
UPDATE ${table} SET priority = id % 5 WHERE status = 'active' AND id % 3 <> 0;
CREATE INDEX ${table}_by_priority ON ${table} (priority) WHERE priority > 0;`,
  };
}

function createView({ table }: Entity): GeneratedMigration {
  return {
    name: `view_${table}_overview`,
    sql: `
${overviewOf(table)}
INSERT INTO ${table}_events (${table}_id, kind, payload, happened_at)
SELECT id, 'created', json_object('amount', amount), created_at FROM ${table};`,
  };
}

function overviewOf(table: string, moreColumns: string = ""): string {
  return `CREATE VIEW ${table}_overview AS
SELECT t.id, t.code, t.name, t.status${moreColumns}, count(e.id) AS events, max(e.happened_at) AS last_event
FROM ${table} AS t LEFT JOIN ${table}_events AS e ON e.${table}_id = t.id
GROUP BY t.id;`;
}

/** SQLite changes little of a table in place: the rest is a new table, and the old one's rows. */
function rebuildEventTable({ table }: Entity): GeneratedMigration {
  return {
    name: `rebuild_${table}_events`,
    sql: `
DROP VIEW ${table}_overview;
CREATE TABLE ${table}_events_new (
  id INTEGER PRIMARY KEY,
  ${table}_id INTEGER NOT NULL REFERENCES ${table} (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind <> ''),
  payload TEXT CHECK (payload IS NULL OR json_valid(payload)),
  happened_at TEXT NOT NULL,
  recorded_at TEXT NOT NULL DEFAULT '2026-01-01T00:00:00Z'
);
INSERT INTO ${table}_events_new (id, ${table}_id, kind, payload, happened_at)
SELECT id, ${table}_id, kind, payload, happened_at FROM ${table}_events;
DROP TABLE ${table}_events;
ALTER TABLE ${table}_events_new RENAME TO ${table}_events;
CREATE INDEX ${table}_events_by_time ON ${table}_events (${table}_id, happened_at);
${overviewOf(table)}`,
  };
}

function createKinds({ table }: Entity): GeneratedMigration {
  const rows = KINDS.map((kind, index) => `  (${index + 1}, '${kind}', 'The ${table} were ${kind}')`);
  return {
    name: `create_${table}_kinds`,
    sql: `
CREATE TABLE ${table}_kinds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL);
INSERT INTO ${table}_kinds (id, name, description) VALUES
${rows.join(",\n")};
ALTER TABLE ${table}_events ADD COLUMN kind_id INTEGER REFERENCES ${table}_kinds (id);
UPDATE ${table}_events SET kind_id = (SELECT k.id FROM ${table}_kinds AS k WHERE k.name = kind);
CREATE INDEX ${table}_events_by_kind ON ${table}_events (kind_id);`,
  };
}

function addLabel({ table, revision }: Revision): GeneratedMigration {
  return {
    name: `add_label_${revision}_to_${table}`,
    sql: `
ALTER TABLE ${table} ADD COLUMN label_${revision} TEXT;
CREATE INDEX ${table}_by_label_${revision} ON ${table} (label_${revision}) WHERE label_${revision} IS NOT NULL;`,
  };
}

function insertMoreData(entity: Revision): GeneratedMigration {
  const { table, revision } = entity;
  const firstId = ROWS + (revision - 1) * ADDED_ROWS + 1;
  return { name: `insert_more_${table}_${revision}`, sql: insertRows(entity, firstId, ADDED_ROWS) };
}

function replaceTrigger({ table, revision }: Revision): GeneratedMigration {
  const trigger = triggerFor(table, "update", "new", `, 'label', new.label_${revision}`);
  return { name: `audit_label_${revision}_of_${table}`, sql: `DROP TRIGGER ${table}_after_update;${trigger}` };
}

function fillLabel({ table, revision }: Revision): GeneratedMigration {
  return {
    name: `fill_label_${revision}_of_${table}`,
    sql: `UPDATE ${table} SET label_${revision} = lower(code) || '-${revision}' WHERE id % 10 = ${revision % 10};`,
  };
}

function replaceView({ table, revision }: Revision): GeneratedMigration {
  const view = overviewOf(table, `, t.label_${revision}`);
  return { name: `show_label_${revision}_of_${table}`, sql: `DROP VIEW ${table}_overview;\n${view}` };
}

function replaceIndex({ table, revision }: Revision): GeneratedMigration {
  return {
    name: `index_${table}_for_label_${revision}`,
    sql: `
DROP INDEX ${table}_by_priority;
CREATE INDEX ${table}_by_priority ON ${table} (priority, label_${revision}) WHERE priority > 0;`,
  };
}

function moveEvents({ table, revision }: Revision): GeneratedMigration {
  return {
    name: `archive_${table}_events_${revision}`,
    sql: `
UPDATE ${table}_events SET kind = 'archived', kind_id = (SELECT id FROM ${table}_kinds WHERE name = 'archived')
WHERE id % 20 = ${revision};
DELETE FROM ${table}_events WHERE kind = 'archived' AND id % 40 = ${revision};`,
  };
}

function createNotes({ table, revision }: Revision): GeneratedMigration {
  return {
    name: `create_${table}_notes_${revision}`,
    sql: `
CREATE TABLE ${table}_notes_${revision} (
  id INTEGER PRIMARY KEY,
  ${table}_id INTEGER NOT NULL REFERENCES ${table} (id) ON DELETE CASCADE,
  body TEXT NOT NULL,
  author TEXT
);
CREATE INDEX ${table}_notes_${revision}_by_owner ON ${table}_notes_${revision} (${table}_id);`,
  };
}
