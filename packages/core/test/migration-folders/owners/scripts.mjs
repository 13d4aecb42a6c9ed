import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { listDrizzle } from "./tools.mjs";

/** Lists the ways up of a project in the order in which its owner runs them, with the text that runs and what the ledger says of them. */
export function listScripts({ owner, directory, order }) {
  const list = LISTS[owner];
  if (list === undefined) throw new Error(`owner: expected one of ${Object.keys(LISTS).join(", ")} or module, got "${owner}"`);
  return list(directory, order).map(({ name, ...script }) => {
    const text = readFileSync(join(directory, name), "utf8");
    const cut = CUTS[owner] ?? ((whole) => whole);
    return { name, ...script, text: cut(text), sha256: hash("sha256", text), sha384: hash("sha384", text) };
  });
}

const LISTS = {
  drizzle: listDrizzle,
  "drizzle-1": (directory) => inFolders(directory, "migration.sql").map((script) => ({ ...script, key: script.folder })),
  prisma: (directory) => inFolders(directory, "migration.sql").map((script) => ({ ...script, key: script.folder })),
  diesel: (directory) =>
    inFolders(directory, "up.sql")
      .map((script) => ({ ...script, key: script.folder.split("_")[0].replaceAll("-", "") }))
      .toSorted((left, right) => (left.key < right.key ? -1 : 1)),
  // In folders only with a migrations_pattern that says so.
  d1: (directory) => {
    const flat = byNumber(directory, /^(\d+).*\.sql$/);
    return (flat.length > 0 ? flat : inFolders(directory, "migration.sql")).map((script) => ({ ...script, key: script.name }));
  },
  dbmate: (directory) => byName(directory, /^(\d+).*\.sql$/),
  goose: (directory) => byNumber(directory, /^(\d+)_.*\.sql$/),
  "golang-migrate": (directory) => byNumber(directory, /^(\d+)_.*\.up\.sql$/),
  sqlx: (directory) =>
    byNumber(directory, /^(\d+)_(.*?)(?:\.up)?\.sql$/)
      .filter(({ name }) => !name.endsWith(".down.sql"))
      .map((script) => ({ ...script, description: script.words[1].replaceAll("_", " ").replaceAll("'", "''") })),
  flyway: (directory) => byNumber(directory, /^V(\d+)(?:_\d+)*__.*\.sql$/),
  postgrator: (directory) => byNumber(directory, /^(\d+)\.do\..*sql$/),
  files: (directory, order) => order?.map((name) => ({ name })) ?? byName(directory, /^(.*)\.sql$/),
};

/** What of a file is its way up. */
const CUTS = {
  goose: (text) => cutBetween(text, /^-- \+goose Up/im, /^-- \+goose Down/im),
};

function cutBetween(text, from, to) {
  const rest = text.split(from).slice(1).join("");
  return rest.split(to)[0];
}

function inFolders(directory, file) {
  return readdirSync(directory)
    .toSorted()
    .filter((folder) => existsSync(join(directory, folder, file)))
    .map((folder) => ({ name: join(folder, file), folder }));
}

function byName(directory, pattern) {
  return readdirSync(directory)
    .toSorted()
    .flatMap((name) => {
      const [, ...words] = pattern.exec(name) ?? [];
      return words.length === 0 ? [] : [{ name, words, key: words[0] }];
    });
}

function byNumber(directory, pattern) {
  return byName(directory, pattern).toSorted((left, right) => Number(BigInt(left.key) - BigInt(right.key)));
}
