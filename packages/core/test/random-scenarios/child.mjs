import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process with one connection, which outlives scenarios; started when it is first needed. */
export class Child {
  #process;
  #count = 0;
  #waiting = new Map();
  /** Path of the database that it opened last. */
  path;

  /** What SQLite said, or `undefined`. */
  do(operation, argument) {
    return new Promise((resolve) => {
      this.#waiting.set(++this.#count, resolve);
      this.#start().send([this.#count, operation, argument]);
    });
  }

  async open(path) {
    if (this.path !== undefined) await this.do("close");
    this.path = path;
    return this.do("open", path);
  }

  /** Has it begin something. */
  begin(operation, argument) {
    if (this.#process !== undefined) void this.do(operation, argument);
  }

  /** When it has done all that it was told. */
  async settled() {
    if (this.#waiting.size > 0) await this.do("settle");
  }

  /** Ends it in the middle of what it does. */
  async kill() {
    if (this.#process === undefined) return;
    this.#process.kill("SIGKILL");
    await once(this.#process, "exit");
  }

  #start() {
    if (this.#process === undefined) {
      this.#process = fork(fileURLToPath(new URL("../fixtures/database-child.mjs", import.meta.url)), { stdio: "ignore" });
      this.#process.on("message", ([id, problem]) => {
        this.#waiting.get(id)?.(problem ?? undefined);
        this.#waiting.delete(id);
      });
    }
    return this.#process;
  }
}
