import Database from "better-sqlite3";

/** The application: it opens the database at a path that it is given. */
export class Shop {
  #database;

  constructor(path) {
    this.#database = new Database(path);
  }

  order(item) {
    return Number(this.#database.prepare("INSERT INTO orders (item) VALUES (?)").run(item).lastInsertRowid);
  }

  pay(id) {
    this.#database.prepare("UPDATE orders SET status = 'paid' WHERE id = ?").run(id);
  }

  close() {
    this.#database.close();
  }
}
