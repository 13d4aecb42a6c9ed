/** Text of SQL that an application may run, as often as it is likely; some of it fails, as an application's does. */
const STATEMENTS = [
  [20, () => "INSERT INTO notes (body) VALUES (hex(randomblob(200)))"],
  [10, (random) => `INSERT INTO other VALUES (${random.integer(1, 99)}, randomblob(${random.integer(0, 20_000)}))`],
  [8, (random) => `UPDATE notes SET body = 'changed' WHERE id % ${random.integer(1, 5)} = 0`],
  [8, (random) => `DELETE FROM notes WHERE id % ${random.integer(1, 5)} = 0`],
  [4, (random) => `CREATE TABLE table${random.integer(1, 5)} (a, b, c)`],
  [3, () => "DROP TABLE IF EXISTS other"],
  [2, () => "DROP TABLE IF EXISTS picklejar_migrations"],
  [3, (random) => `ALTER TABLE notes ADD COLUMN column${random.integer(1, 9)} TEXT`],
  [2, () => "CREATE TRIGGER IF NOT EXISTS touched AFTER INSERT ON notes BEGIN DELETE FROM other; END"],
  [3, (random) => `PRAGMA user_version = ${random.integer(1, 1000)}`],
  [12, (random) => random.pick(["BEGIN", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "SAVEPOINT here"])],
  [8, () => "COMMIT"],
  [8, () => "ROLLBACK"],
  [6, (random) => `PRAGMA wal_checkpoint(${random.pick(["PASSIVE", "FULL", "RESTART", "TRUNCATE"])})`],
  [1, (random) => `PRAGMA wal_autocheckpoint = ${random.pick([1, 10, 1000])}`],
  [1, () => "VACUUM"],
  [1, () => "PRAGMA incremental_vacuum; REINDEX"],
  [0.5, (random) => `PRAGMA journal_mode = ${random.pick(["DELETE", "TRUNCATE", "PERSIST", "MEMORY", "OFF", "WAL"])}`],
  [0.5, () => "PRAGMA locking_mode = EXCLUSIVE"],
  [0.5, () => "PRAGMA mmap_size = 268435456"],
  [0.3, () => "PRAGMA page_size = 8192; VACUUM"],
  [0.3, () => "INSERT INTO other VALUES (1, randomblob(8000000))"],
];

/** @param {import("./random.mjs").Random} random */
export function pickStatement(random) {
  return random.weighed(STATEMENTS)(random);
}
