import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { MigrationRunner } from "@picklejar/core";
import Database from "better-sqlite3";

const runner = new MigrationRunner({
  migrations: new URL("../db/migrations", import.meta.url),
  connection: (database) => database.pragma("journal_mode = WAL"),
});

/** A server that books rooms. It has one connection, which it keeps from request to request. */
export class BookingServer {
  #database;
  #server = createServer((request, response) => void this.#answer(request, response));

  /** Listens on a free port; gives its URL. */
  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Works on this database from now on. Migrates it first, as in production; in tests that returns at once. */
  async openDatabase(path) {
    await runner.initOrUpgrade(path);
    this.#database = new Database(path, { fileMustExist: true });
    this.#database.pragma("foreign_keys = ON");
  }

  closeDatabase() {
    this.#database?.close();
    this.#database = undefined;
  }

  async close() {
    this.closeDatabase();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request, response) {
    try {
      const { status, body } = await this.#handle(request);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    } catch (error) {
      const status = error.code === "SQLITE_CONSTRAINT_UNIQUE" ? 409 : 500;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error: error.message }));
    }
  }

  async #handle(request) {
    if (this.#database === undefined) return { status: 503, body: { error: "no database" } };
    if (request.method === "GET") {
      const bookings = this.#database.prepare(
        "SELECT name AS room, day, person FROM bookings JOIN rooms ON rooms.id = room_id",
      );
      return { status: 200, body: bookings.all() };
    }
    const { room, day, person } = JSON.parse(await text(request));
    const id = this.#database.prepare("SELECT id FROM rooms WHERE name = ?").pluck().get(room);
    if (id === undefined) return { status: 404, body: { error: `no room "${room}"` } };
    this.#database.prepare("INSERT INTO bookings (room_id, day, person) VALUES (?, ?, ?)").run(id, day, person);
    return { status: 201, body: { room, day, person } };
  }
}
