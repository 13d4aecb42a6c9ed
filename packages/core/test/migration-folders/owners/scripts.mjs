import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { listDrizzle } from "./tools.mjs";

/** Lists the ways up of a project in the order in which its owner runs them, with the text that runs and what the ledger says of them. */
export function listScripts({ owner, directory, order }) {
  const list = LISTS[owner];
  if (list === undefined) throw new Error(`owner: expected one of ${Object.keys(LISTS).join(", ")} or module, got "${owner}"`);
  return list(directory, order).map(({ name, key }) => {
    const text = readFileSync(join(directory, name), "utf8");
    const cut = owner === "goose" ? cutGoose : (whole) => whole;
    return {
      name,
      key,
      isAlone: isAlone(join(directory, dirname(name), "metadata.toml")),
      text: cut(text),
      sha256: hash("sha256", text),
      sha384: hash("sha384", text),
    };
  });
}

/** Names of the files in their order, and what the ledger calls each. */
const LISTS = {
  drizzle: listDrizzle,
  "drizzle-1": (directory) => inFolders(directory, "migration.sql"),
  prisma: (directory) => inFolders(directory, "migration.sql"),
  diesel: (directory) =>
    inFolders(directory, "up.sql")
      .map(({ name, key }) => ({ name, key: key.split("_")[0].replaceAll("-", "") }))
      .toSorted((left, right) => (left.key < right.key ? -1 : 1)),
  // In folders only with a migrations_pattern that says so.
  d1: (directory) => {
    const flat = byNumber(directory, /^(\d+).*\.sql$/);
    return (flat.length > 0 ? flat : inFolders(directory, "migration.sql")).map(({ name }) => ({ name, key: name }));
  },
  dbmate: (directory) => byName(directory, /^(\d+).*\.sql$/),
  goose: (directory) => byNumber(directory, /^(\d+)_.*\.sql$/),
  "golang-migrate": (directory) => byNumber(directory, /^(\d+)_.*\.up\..*$/),
  sqlx: (directory) => byNumber(directory, /^(\d+)_.*(?<!\.down)\.sql$/),
  flyway: (directory) => byNumber(directory, /^V(\d+)(?:_\d+)*__.*\.sql$/),
  postgrator: (directory) => byNumber(directory, /^(\d+)\.do\..*sql$/),
  files: (directory, order) => order?.map((name) => ({ name })) ?? byName(directory, /^(.*)\.sql$/),
};

/** Gives the way up, and the line that says to run it without a transaction. */
function cutGoose(text) {
  const mark = /^-- \+goose NO TRANSACTION.*$/m.exec(text)?.[0] ?? "";
  const rest = text
    .split(/^-- \+goose Up/im)
    .slice(1)
    .join("");
  return mark + rest.split(/^-- \+goose Down/im)[0];
}

/** Whether the metadata of a migration of Diesel's say that it runs without a transaction. */
function isAlone(metadata) {
  return existsSync(metadata) && /run_in_transaction\s*=\s*false/.test(readFileSync(metadata, "utf8"));
}

function inFolders(directory, file) {
  return readdirSync(directory)
    .toSorted()
    .filter((folder) => existsSync(join(directory, folder, file)))
    .map((folder) => ({ name: join(folder, file), key: folder }));
}

function byName(directory, pattern) {
  return readdirSync(directory)
    .toSorted()
    .flatMap((name) => {
      const key = pattern.exec(name)?.[1];
      return key === undefined ? [] : [{ name, key }];
    });
}

function byNumber(directory, pattern) {
  return byName(directory, pattern).toSorted((left, right) => Number(BigInt(left.key) - BigInt(right.key)));
}
