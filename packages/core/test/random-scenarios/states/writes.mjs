const rows = (count, bytes) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count}) SELECT hex(randomblob(${bytes})) FROM n`;

/** Text of SQL that a writer may run, as often as it is likely; some of it fails, as an application's does. */
const ALL = [
  [20, () => "INSERT INTO notes (body) VALUES (hex(randomblob(100)))"],
  [8, (random) => `INSERT INTO other VALUES (${random.integer(1, 99)}, randomblob(${random.integer(0, 9000)}))`],
  [8, (random) => `UPDATE notes SET body = hex(randomblob(30)) WHERE id % ${random.integer(1, 7)} = 0`],
  [6, (random) => `DELETE FROM notes WHERE id % ${random.integer(2, 7)} = 0`],
  [10, (random) => `INSERT INTO notes (body) ${rows(random.integer(20, 80), 900)}`],
  [4, (random) => `CREATE TABLE table${random.integer(1, 5)} (a, b, c)`],
  [3, (random) => `DROP TABLE IF EXISTS table${random.integer(1, 5)}`],
  [2, () => "DROP INDEX IF EXISTS bodies"],
  [2, () => "CREATE INDEX IF NOT EXISTS bodies ON notes (body)"],
  [3, (random) => `ALTER TABLE notes ADD COLUMN column${random.integer(1, 9)} TEXT DEFAULT 'd'`],
  [3, (random) => `PRAGMA user_version = ${random.integer(1, 1000)}`],
  [14, (random) => random.pick(["BEGIN", "BEGIN IMMEDIATE", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "SAVEPOINT here"])],
  [9, () => "COMMIT"],
  [9, () => "ROLLBACK"],
  [2, () => "ROLLBACK TO here"],
  [1, () => "RELEASE here"],
  [2, () => "VACUUM"],
  [1, () => "REINDEX"],
];

const IN_WAL = [
  [7, (random) => `PRAGMA wal_checkpoint(${random.pick(["PASSIVE", "FULL", "RESTART", "TRUNCATE"])})`],
  [2, (random) => `PRAGMA wal_autocheckpoint = ${random.pick([1, 10, 1000])}`],
  [1, (random) => `PRAGMA journal_size_limit = ${random.pick([0, 10_000, -1])}`],
];

/** What an overlay refuses, or is not made for. */
const ON_COPIES = [
  [2, (random) => `PRAGMA journal_mode = ${random.pick(["DELETE", "TRUNCATE", "PERSIST", "MEMORY", "WAL"])}`],
  [1, (random) => `PRAGMA page_size = ${random.pick([1024, 4096, 8192])}; VACUUM`],
  [1, (random) => `PRAGMA locking_mode = ${random.pick(["EXCLUSIVE", "NORMAL", "NORMAL"])}`],
  [1, (random) => `PRAGMA synchronous = ${random.pick(["OFF", "NORMAL", "FULL"])}`],
  [1, () => "PRAGMA mmap_size = 268435456"],
];

/**
 * @param {string} kind
 * @param {import("../random.mjs").Random} random
 */
export function pickWrite(kind, random) {
  const choices = [...ALL, ...(kind === "copy-journal" ? [] : IN_WAL), ...(kind === "overlay" ? [] : ON_COPIES)];
  return random.weighed(choices)(random);
}

/** What takes so long that its writer can be killed in it. */
export function pickLongWrite(random) {
  const write = random.pick([
    `INSERT INTO notes (body) ${rows(4000, 900)}`,
    "UPDATE notes SET body = body || hex(randomblob(900))",
    `CREATE TABLE long${random.integer(1, 99)} AS ${rows(4000, 900)}`,
  ]);
  return random.chance(0.5) ? `BEGIN; ${write}; COMMIT; ${write}` : write;
}
