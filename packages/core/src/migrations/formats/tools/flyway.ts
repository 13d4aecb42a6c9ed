import type { MigrationReader } from "../migration-reader.js";
import { mixed } from "../named-files.js";
import { stemOf } from "./one-folder.js";

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
  read: (listings, options) => mixed.read(listings, { ...options, order: options.order ?? "natural" }),
};
