import { createHash } from "node:crypto";
import Database from "better-sqlite3";

/** A digest of all that SQLite reads in a database. */
export function dump(connection) {
  const hash = createHash("sha1");
  const add = (value) => hash.update(JSON.stringify(value));
  connection.exec("BEGIN");
  try {
    const objects = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name, type").all();
    const counts = {};
    add(["page_size", "user_version", "page_count"].map((pragma) => connection.pragma(pragma, { simple: true })));
    add(objects);
    for (const { name } of objects.filter(({ type }) => type === "table")) {
      const rows = connection.prepare(`SELECT rowid, * FROM "${name}" ORDER BY rowid`).raw().all();
      counts[name] = rows.length;
      add(rows);
    }
    return `${hash.digest("hex")} ${JSON.stringify(counts)}`;
  } finally {
    connection.exec("ROLLBACK");
  }
}

/** The same by a connection of its own. */
export function dumpAt(path, options = {}) {
  const connection = new Database(path, { fileMustExist: true, timeout: 0, ...options });
  try {
    return dump(connection);
  } finally {
    connection.close();
  }
}
