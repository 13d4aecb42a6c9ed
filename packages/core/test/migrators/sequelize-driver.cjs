// The part of the package sqlite3 that Sequelize uses, over better-sqlite3: the binary of sqlite3 is downloaded when it is installed.
const BetterSqlite = require("better-sqlite3");

class Database {
  constructor(file, _mode, callback) {
    this.filename = file;
    this.#database = new BetterSqlite(file);
    setImmediate(() => callback(null));
  }

  #database;

  serialize(run) {
    run?.();
  }

  run(sql, parameters, callback) {
    return this.#answer(sql, parameters, callback, (statement, given) => statement.run(given));
  }

  all(sql, parameters, callback) {
    return this.#answer(sql, parameters, callback, (statement, given) =>
      statement.reader ? statement.all(given) : statement.run(given),
    );
  }

  close(callback) {
    this.#database.close();
    setImmediate(() => callback(null));
  }

  #answer(sql, parameters, callback, run) {
    if (typeof parameters === "function") return this.#answer(sql, [], parameters, run);
    // Sequelize names parameters with their sign.
    const given = Array.isArray(parameters)
      ? parameters
      : Object.fromEntries(Object.entries(parameters ?? {}).map(([name, value]) => [name.slice(1), value]));
    let error = null;
    let result;
    try {
      result = run(this.#database.prepare(sql), given);
    } catch (thrown) {
      error = thrown;
    }
    const context = { sql, changes: result?.changes, lastID: Number(result?.lastInsertRowid ?? 0) };
    setImmediate(() => callback?.call(context, error, Array.isArray(result) ? result : []));
    return this;
  }
}

module.exports = { Database, OPEN_READWRITE: 2, OPEN_CREATE: 4, verbose: () => module.exports };
