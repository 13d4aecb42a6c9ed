import fs, { readdir as captured } from "node:fs";
import fsPromises from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { findBinding } from "../../../src/modules/inputs/node-functions.js";
import { watchFileSystem, withoutWatching, type FileAccess } from "../../../src/modules/inputs/watch-file-system.js";
import { createFolder } from "../../helpers/create-folder.js";

const require = createRequire(import.meta.url);

/** What Node does beneath is no interface: each version is looked at. */
describe(`watchFileSystem, on Node ${process.version}`, () => {
  test("has the binding that Node looks its functions up in", () => {
    expect(findBinding("fs")).toBeDefined();
    expect(findBinding("spawn_sync")).toBeDefined();
  });

  test("gives Node its functions back when the last watcher has gone", () => {
    const readOpen = () => Reflect.get(findBinding("fs") ?? {}, "open") as unknown;
    const given = readOpen();
    const [stopFirst, stopSecond] = [watchFileSystem(() => undefined), watchFileSystem(() => undefined)];
    stopFirst();
    expect(readOpen()).not.toBe(given);
    stopSecond();
    expect(readOpen()).toBe(given);
  });

  test("leaves a function alone that somebody else has replaced since", () => {
    const binding = findBinding("fs") ?? {};
    const given: unknown = Reflect.get(binding, "open");
    const stop = watchFileSystem(() => undefined);
    const theirs = () => undefined;
    Reflect.set(binding, "open", theirs);
    try {
      stop();
      expect(Reflect.get(binding, "open")).toBe(theirs);
    } finally {
      Reflect.set(binding, "open", given);
    }
  });

  test.each<[what: string, use: (directory: string) => unknown, access: FileAccess, name: string]>([
    ["readFileSync", (it) => fs.readFileSync(join(it, "a.sql")), "read", "a.sql"],
    ["readFileSync of text", (it) => fs.readFileSync(join(it, "a.sql"), "utf8"), "read", "a.sql"],
    ["readFileSync of a URL", (it) => fs.readFileSync(pathToFileURL(join(it, "a.sql"))), "read", "a.sql"],
    ["readFileSync of a Buffer", (it) => fs.readFileSync(Buffer.from(join(it, "a.sql"))), "read", "a.sql"],
    ["readFile", (it) => promisify(fs.readFile)(join(it, "a.sql")), "read", "a.sql"],
    ["promises.readFile", (it) => fsPromises.readFile(join(it, "a.sql")), "read", "a.sql"],
    ["promises.open", async (it) => (await fsPromises.open(join(it, "a.sql"))).close(), "read", "a.sql"],
    ["createReadStream", (it) => drain(fs.createReadStream(join(it, "a.sql"))), "read", "a.sql"],
    ["copyFile", (it) => fsPromises.copyFile(join(it, "a.sql"), join(it, "b.sql")), "read", "a.sql"],
    ["require", (it) => require(join(it, "c.cjs")), "read", "c.cjs"],
    ["require of JSON", (it) => require(join(it, "j.json")), "read", "j.json"],
    ["import", (it) => importNatively(it, "m.mjs"), "read", "m.mjs"],
    ["readdir, captured before", (it) => promisify(captured)(it), "list", ""],
    ["readdirSync", (it) => fs.readdirSync(it), "list", ""],
    ["readdirSync of folders below", (it) => fs.readdirSync(it, { recursive: true }), "list", "sub"],
    ["promises.readdir of folders below", (it) => fsPromises.readdir(it, { recursive: true }), "list", "sub"],
    ["opendirSync", (it) => fs.opendirSync(it).closeSync(), "list", ""],
    ["promises.opendir", async (it) => drain(await fsPromises.opendir(it)), "list", ""],
    ["promises.cp", (it) => fsPromises.cp(it, `${it}-copy`, { recursive: true }), "list", "sub"],
    ["existsSync", (it) => fs.existsSync(join(it, "none")), "look", "none"],
    ["statSync", (it) => fs.statSync(join(it, "none"), { throwIfNoEntry: false }), "look", "none"],
    ["promises.access", (it) => fsPromises.access(join(it, "none")).catch(() => undefined), "look", "none"],
    ["writeFile", (it) => fsPromises.writeFile(join(it, "w"), ""), "write", "w"],
    ["appendFileSync", (it) => fs.appendFileSync(join(it, "w"), ""), "write", "w"],
    ["rename", (it) => fs.renameSync(join(it, "a.sql"), join(it, "w")), "write", "w"],
    ["mkdirSync", (it) => fs.mkdirSync(join(it, "w")), "write", "w"],
  ])("sees %s", async (_what, use, access, name) => {
    const directory = createFolder({ "a.sql": "", "m.mjs": "", "c.cjs": "", "j.json": "{}", "sub/x.sql": "" });
    expect(await watch(() => use(directory))).toContainEqual([join(directory, name), access]);
  });

  test("sees a folder that cpSync copies", async () => {
    const directory = createFolder({ "sub/x.sql": "" });
    const seen = await watch(() => fs.cpSync(directory, `${directory}-copy`, { recursive: true }));
    expect(seen.filter(([path, access]) => path === directory && (access === "list" || access === "tree"))).not.toEqual([]);
  });

  test("sees what glob lists, where there is one", async (context) => {
    if (!("globSync" in fs) || typeof fs.globSync !== "function") {
      context.skip("fs.glob came with Node 22");
      return;
    }
    const { globSync } = fs;
    const directory = createFolder({ "sub/x.sql": "" });
    expect(await watch(() => globSync(`${directory}/sub/*.sql`))).toContainEqual([join(directory, "sub"), "list"]);
  });

  test("tells of nothing that is done without watching, nor after it was stopped", async () => {
    const directory = createFolder({ "a.sql": "" });
    const read = (): unknown => fs.readFileSync(join(directory, "a.sql"));
    expect(await watch(() => withoutWatching(read))).toEqual([]);
    read();
    expect(await watch(() => undefined)).toEqual([]);
  });
});

/** Vitest would load it by itself. */
async function importNatively(directory: string, name: string): Promise<unknown> {
  fs.writeFileSync(join(directory, "load.cjs"), "module.exports = (url) => import(url);");
  const load: (url: string) => Promise<unknown> = require(join(directory, "load.cjs"));
  return load(pathToFileURL(join(directory, name)).href);
}

async function watch(use: () => unknown): Promise<[path: string, access: FileAccess][]> {
  const seen: [string, FileAccess][] = [];
  const stop = watchFileSystem((path, access) => void seen.push([path, access]));
  try {
    await use();
  } finally {
    stop();
  }
  return seen;
}

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of source) continue;
}
