const Database = require("better-sqlite3");

/** The application as production runs it: it opens the database that `SHOP_DATABASE` names. */
class Shop {
  #database = new Database(process.env.SHOP_DATABASE);

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

module.exports = { Shop };
