import type { MigrationReader } from "../migration-reader.js";
import { mixed } from "../named-files.js";
import { stemOf } from "./one-folder.js";
import { refuseEqualKeys } from "./refuse-equal-keys.js";

const NAME = /^[VU]\d+(?:[._]\d+)*__/;

/** `V1_1__users.sql` and `U1_1__users.sql`, in the order of their versions. Flyway's own ledger is not known: the database has picklejar's. */
export const flyway: MigrationReader = {
  format: "flyway",
  order: "natural",
  recognise(listings) {
    const isFlyway = listings.every(
      ({ kind, files }) => kind !== "file" && files.every((file) => file.path.endsWith(".sql") && NAME.test(stemOf(file))),
    );
    return isFlyway ? "the names begin with V, a version and __" : undefined;
  },
  read(listings, options) {
    const migrations = mixed.read(listings, { ...options, order: options.order ?? "natural" });
    const versioned = migrations.map((migration) => ({ ...migration, entry: { key: versionOf(migration.name) } }));
    if (options.order !== "name") refuseEqualKeys(versioned, "Flyway");
    return migrations;
  },
};

/** To Flyway, `1`, `01` and `1.0` are one version. */
function versionOf(name: string): string {
  const numbers = (/^V([\d._]*\d)__/.exec(name)?.[1] ?? "").split(/[._]/).map((digits) => digits.replace(/^0+(?=\d)/, ""));
  while (numbers.length > 1 && numbers.at(-1) === "0") numbers.pop();
  return numbers.join(".");
}
