import Database from "better-sqlite3";

const OWN_LEDGER = "picklejar_migrations";

/**
 * Says how two databases differ first; `undefined` if they do not.
 *
 * @param owner whose ledger is compared by columns and indexes, without the columns that it says are volatile; without a ledger of the owner's,
 * picklejar's own is left out
 * @param volatile sets of columns to leave out, by table
 */
export function firstDifference(ours, theirs, { ledger }, volatile = new Map()) {
  return withBoth(ours, theirs, (left, right) => {
    const isLeftOut = (name) => ledger === undefined && name === OWN_LEDGER;
    for (const pragma of ["user_version", "application_id", "encoding"]) {
      const [ourValue, theirValue] = [left, right].map((database) => database.pragma(pragma, { simple: true }));
      if (ourValue !== theirValue) return `${pragma} is ${ourValue}, the owner's ${theirValue}`;
    }
    const [ourObjects, theirObjects] = [left, right].map((database) => objectsOf(database, ledger?.table, isLeftOut));
    const object = firstOfMaps(ourObjects, theirObjects);
    if (object !== undefined) return object;
    for (const table of tablesOf(right).filter((name) => !isLeftOut(name))) {
      const leftOut = table === ledger?.table ? new Set(ledger.volatile) : (volatile.get(table) ?? new Set());
      const [ourRows, theirRows] = [left, right].map((database) => rowsOf(database, table, leftOut, isLeftOut));
      const row = firstOfLists(ourRows, theirRows);
      if (row !== undefined) return `rows of "${table}" (${ourRows.length}, the owner's ${theirRows.length}): ${row}`;
    }
    return undefined;
  });
}

/** Finds the columns whose values differ between two databases that were made alike: times, random identifiers. */
export function volatileColumnsOf(first, second) {
  return withBoth(first, second, (left, right) => {
    const ofTable = (table) =>
      columnsOf(left, table).filter((column) => {
        const [ofLeft, ofRight] = [left, right].map((database) => valuesOf(database, table, [column]).toSorted());
        return JSON.stringify(ofLeft) !== JSON.stringify(ofRight);
      });
    return new Map(tablesOf(left).map((table) => [table, new Set(ofTable(table))]));
  });
}

function withBoth(first, second, use) {
  const databases = [first, second].map((path) => new Database(path, { readonly: true }));
  try {
    return use(...databases);
  } finally {
    for (const database of databases) database.close();
  }
}

/** What is in the schema, by type and name; the ledger by what SQLite makes of it. */
function objectsOf(database, ledgerTable, isLeftOut) {
  const objects = database.prepare("SELECT type, name, tbl_name AS owner, sql FROM sqlite_schema ORDER BY type, name").all();
  return new Map(
    objects
      .filter(({ owner }) => !isLeftOut(owner) && owner !== "sqlite_sequence")
      .map(({ type, name, owner, sql }) => [
        `${type} "${name}"`,
        owner === ledgerTable ? describeTable(database, owner) : `${owner}: ${sql}`,
      ]),
  );
}

function describeTable(database, table) {
  const columns = database.prepare('SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)').raw().all(table);
  const indexes = database.prepare('SELECT name, "unique", origin, partial FROM pragma_index_list(?)').raw().all(table);
  return JSON.stringify({ columns, indexes });
}

function tablesOf(database) {
  return database
    .prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') AND name <> 'sqlite_schema' ORDER BY name",
    )
    .pluck()
    .all();
}

function columnsOf(database, table) {
  return database.prepare("SELECT name FROM pragma_table_xinfo(?)").pluck().all(table);
}

function rowsOf(database, table, leftOut, isLeftOut) {
  const columns = columnsOf(database, table).filter((column) => !leftOut.has(column));
  const rows = columns.length === 0 ? [] : valuesOf(database, table, columns).toSorted();
  return table === "sqlite_sequence" ? rows.filter((row) => !isLeftOut(row.split("'")[1])) : rows;
}

/** As SQL literals, so that `1`, `'1'` and `x'31'` differ. */
function valuesOf(database, table, columns) {
  const shown = columns.map((column) => `quote(${quoteName(column)})`).join(" || ', ' || ");
  return database
    .prepare(`SELECT ${shown} FROM ${quoteName(table)}`)
    .pluck()
    .all();
}

function quoteName(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

function firstOfMaps(ours, theirs) {
  for (const [name, sql] of theirs) {
    if (!ours.has(name)) return `${name} is missing`;
    if (ours.get(name) !== sql) return `${name} is ${ours.get(name)}, the owner's ${sql}`;
  }
  const more = [...ours.keys()].find((name) => !theirs.has(name));
  return more === undefined ? undefined : `${more} is not in the owner's`;
}

function firstOfLists(ours, theirs) {
  const index = theirs.findIndex((row, position) => row !== ours[position]);
  if (index !== -1) return `${ours[index]}, the owner's ${theirs[index]}`;
  return ours.length > theirs.length ? `${ours[theirs.length]} is not in the owner's` : undefined;
}
