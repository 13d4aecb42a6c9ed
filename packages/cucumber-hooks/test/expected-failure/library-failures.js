import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import Database from "better-sqlite3";
import chaiAsPromised from "chai-as-promised";
import { expect as jest } from "expect";
import knex from "knex";
import verror from "verror";
import { expect as vitest } from "vitest";

const { MultiError, VError } = verror;
// A copy of its own: Vitest works with the other one.
const chai = await import(`${import.meta.resolve("chai")}?copy`);
const { expect } = chai.use(chaiAsPromised);

/** Failures as real libraries make them, by what happens. */
export const LIBRARY_FAILURES = {
  // Of a database that is locked.
  "knex meets a lock": async ({ path }) => {
    const afterCreate = (connection, done) => done(connection.pragma("busy_timeout = 0") && null, connection);
    const database = knex({
      client: "better-sqlite3",
      connection: { filename: path },
      useNullAsDefault: true,
      pool: { afterCreate },
    });
    try {
      await withLock(path, () => database("notes").insert({ id: 1 }));
    } finally {
      await database.destroy();
    }
  },
  "knex has no connection left": async ({ path }) => {
    const options = {
      client: "better-sqlite3",
      connection: { filename: path },
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    };
    const database = knex({ ...options, acquireConnectionTimeout: 50, log: { warn() {}, error() {} } });
    const held = await database.transaction();
    try {
      await database("notes");
    } finally {
      await held.rollback();
      await database.destroy();
    }
  },
  "VError wraps a lock": ({ path }) => {
    try {
      lock(path);
    } catch (error) {
      throw new VError({ name: "SaveError", cause: error }, "could not save");
    }
  },
  "MultiError has a lock among others": ({ path }) => {
    try {
      lock(path);
    } catch (error) {
      throw new MultiError([new Error("other"), error]);
    }
  },
  "a connection is used when it has been closed": ({ path }) => {
    const database = new Database(path);
    database.close();
    database.prepare("SELECT 1");
  },
  "a folder is not there": ({ path }) => new Database(`${path}-nowhere/x.db`),
  "a fetch finds no server": async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    await fetch(`http://127.0.0.1:${port}/`);
  },
  "a signal times out": () =>
    new Promise((_resolve, reject) => {
      const signal = AbortSignal.timeout(1);
      signal.addEventListener("abort", () => reject(signal.reason));
    }),

  // Of an assertion that caught a lock.
  "node: doesNotThrow meets a lock": ({ path }) => assert.doesNotThrow(() => lock(path)),
  "node: rejects meets a lock instead": ({ path }) => assert.rejects(async () => lock(path), /sold out/),
  "node: ifError has a lock": ({ path }) => assert.ifError(caught(path)),
  "node: equal has a lock": ({ path }) => assert.equal(caught(path), undefined),
  "node: deepEqual of settled promises has a lock": async ({ path }) =>
    assert.deepEqual(await Promise.allSettled([locks(path)]), [{ status: "fulfilled", value: 1 }]),
  "node: deepEqual of a field has a lock": ({ path }) => assert.deepEqual({ error: caught(path) }, { error: undefined }),
  "node: fail tells of a lock": ({ path }) => assert.fail(`could not save: ${caught(path).message}`),
  "node: ok with the message of a lock": ({ path }) => assert.ok(!caught(path), caught(path).message),
  "chai: fail tells of a lock": ({ path }) => chai.assert.fail(`could not save: ${caught(path).message}`),
  "chai: a message before the rest tells of a lock": ({ path }) => expect(1, caught(path).message).to.equal(2),
  "chai: deep.equal has a lock": ({ path }) => expect({ error: caught(path) }).to.deep.equal({}),
  "chai: property of a lock": ({ path }) => expect(caught(path)).to.have.property("code", "X"),
  "chai: not.throw meets a lock": ({ path }) => expect(() => lock(path)).to.not.throw(),
  "chai: throw meets a lock instead": ({ path }) => expect(() => lock(path)).to.throw(/sold out/),
  "chai: undefined has a lock": ({ path }) => expect(caught(path)).to.equal(undefined),
  "chai as promised: fulfilled meets a lock": ({ path }) => expect(locks(path)).to.be.fulfilled,
  "chai as promised: rejectedWith meets a lock instead": ({ path }) => expect(locks(path)).to.be.rejectedWith("sold out"),
  "jest: resolves meets a lock": ({ path }) => jest(locks(path)).resolves.toBe(1),
  "jest: not.toThrow meets a lock": ({ path }) => jest(() => lock(path)).not.toThrow(),
  "jest: toThrow meets a lock instead": ({ path }) => jest(() => lock(path)).toThrow("sold out"),
  "jest: toBeUndefined has a lock": ({ path }) => jest(caught(path)).toBeUndefined(),
  "jest: toEqual has a lock": ({ path }) => jest({ error: caught(path) }).toEqual({ error: 1 }),
  "jest: toMatchObject has a lock": ({ path }) => jest(caught(path)).toMatchObject({ code: "X" }),
  "jest: rejects.toMatchObject has a lock": ({ path }) => jest(locks(path)).rejects.toMatchObject({ code: "X" }),
  "jest: toHaveProperty has a lock": ({ path }) => jest(caught(path)).toHaveProperty("code", "X"),
  "jest: toHaveProperty of no such one has a lock": ({ path }) => jest(caught(path)).toHaveProperty("kind", "X"),
  "jest: toContain has a lock": ({ path }) => jest([caught(path)]).toContain(1),
  "jest: toEqual of settled promises has a lock": async ({ path }) =>
    jest(await Promise.allSettled([locks(path)])).toEqual([{ status: "fulfilled", value: 1 }]),
  "vitest: toMatchObject has a lock": ({ path }) => vitest(caught(path)).toMatchObject({ code: "X" }),
  "vitest: toHaveProperty has a lock": ({ path }) => vitest(caught(path)).toHaveProperty("code", "X"),
  // oxlint-disable-next-line vitest/valid-expect -- it is Vitest's own second argument
  "vitest: a message before the rest tells of a lock": ({ path }) => vitest(1, caught(path).message).toBe(2),
  "vitest: resolves meets a lock": ({ path }) => vitest(locks(path)).resolves.toBe(1),

  // Of an assertion about a text, which anything may be.
  "node: equal has a text": () => assert.equal("database is locked", "saved"),
  "node: equal expects a text": () => assert.equal("saved", "SQLITE_BUSY: database is locked"),
  "node: match has a text": () => assert.match("Error: database is locked", /saved/),
  "node: deepEqual has a text": () => assert.deepEqual({ code: "SQLITE_BUSY" }, { code: "OK" }),
  "node: throws waits for a text": () => assert.throws(() => undefined, { message: "database is locked" }),
  "chai: equal has a text": () => expect("database is locked").to.equal("saved"),
  "chai: throw waits for a text": () => expect(() => undefined).to.throw("database is locked"),
  "jest: toBe has a text": () => jest("database is locked").toBe("saved"),
  "jest: toThrow waits for a text": () => jest(() => undefined).toThrow("database is locked"),
  "jest: rejects meets a value": () => jest(Promise.resolve("database is locked")).rejects.toThrow(),
  "jest: resolves meets another error": () => jest(Promise.reject(new Error("sold out"))).resolves.toBe(1),
  "vitest: toBe has a text": () => vitest("database is locked").toBe("saved"),
  "vitest: rejects meets a value": () => vitest(Promise.resolve(1)).rejects.toThrow("sold out"),
  "jest: toEqual has an object with a text": () => jest({ code: "SQLITE_BUSY" }).toEqual({ code: "OK" }),
  "jest: toHaveProperty has a text": () => jest({ title: "SQLITE_BUSY" }).toHaveProperty("title", "saved"),
  "jest: toMatchObject has a text": () => jest({ title: "database is locked" }).toMatchObject({ title: "saved" }),
  "chai: property has a text": () => expect({ title: "database is locked" }).to.have.property("title", "saved"),
  "chai as promised: rejected meets a value": () => expect(Promise.resolve(1)).to.be.rejected,
  "node: rejects meets nothing": () => assert.rejects(async () => undefined),

  // Of an assertion that is none.
  "jest: resolves is given no promise": () => jest(3).resolves.toBe(3),
};

function lock(path) {
  const holder = begin(path);
  try {
    begin(path).close();
  } finally {
    holder.close();
  }
}

async function withLock(path, work) {
  const holder = begin(path);
  try {
    await work();
  } finally {
    holder.close();
  }
}

function begin(path) {
  const database = new Database(path, { timeout: 0 });
  try {
    return database.exec("BEGIN IMMEDIATE");
  } catch (error) {
    database.close();
    throw error;
  }
}

async function locks(path) {
  lock(path);
}

function caught(path) {
  try {
    lock(path);
  } catch (error) {
    return error;
  }
}
