import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import Database from "better-sqlite3";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A shopping list as a web page. It has one connection, which it keeps from request to request. */
export class ListServer {
  #database;
  #server = createServer((request, response) => void this.#answer(request, response));

  /** Listens on a free port; gives its URL. */
  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  openDatabase(path) {
    this.#database = new Database(path, { fileMustExist: true });
  }

  closeDatabase() {
    this.#database?.close();
    this.#database = undefined;
  }

  close() {
    this.closeDatabase();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request, response) {
    try {
      if (request.method === "POST") this.#change(request.url, new URLSearchParams(await text(request)));
      if (request.method === "POST") response.writeHead(303, { location: "/" }).end();
      else response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(this.#render());
    } catch (error) {
      const status = error.code === "SQLITE_CONSTRAINT_CHECK" ? 400 : 500;
      response.writeHead(status, { "content-type": "text/plain" }).end(error.message);
    }
  }

  #change(url, form) {
    if (url === "/items") this.#database.prepare("INSERT INTO items (name) VALUES (?)").run(form.get("name"));
    if (url === "/bought") this.#database.prepare("UPDATE items SET is_bought = 1 WHERE id = ?").run(form.get("id"));
  }

  #render() {
    const items = this.#database.prepare("SELECT id, name, is_bought FROM items ORDER BY id").all();
    return `<!doctype html>
<html lang="en">
<title>Shopping list</title>
<h1>${items.filter((item) => item.is_bought === 0).length} to buy</h1>
<ul>${items.map(renderItem).join("")}</ul>
<form method="post" action="/items"><label>Item <input name="name" autofocus></label> <button>Add</button></form>
</html>`;
  }
}

function renderItem({ id, name, is_bought: isBought }) {
  const escaped = name.replace(/[&<>"]/g, (character) => ENTITIES[character]);
  if (isBought === 1) return `<li><s>${escaped}</s></li>`;
  return `<li>${escaped} <form method="post" action="/bought"><button name="id" value="${id}">Bought</button></form></li>`;
}
