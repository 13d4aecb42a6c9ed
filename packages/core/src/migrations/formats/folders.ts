import { basename, dirname } from "node:path";

import { MigrationFileUnknownError } from "../../errors/classes/migration-source-errors.js";
import { isFolderMigrationFile } from "../files/list-folder.js";
import { describeName, type NamedFormat } from "./names/classified-file.js";
import { wordedDirection } from "./names/direction-of-name.js";

/** A folder for each migration: `001_users/up.sql` and `down.sql` (Diesel), or `001_users/migration.sql` (Prisma). */
export const folders: NamedFormat = {
  format: "folders",
  reason: "each migration is in a folder of its own",
  isOwn: ({ path }) => isFolderMigrationFile(path),
  classify({ path, isInOwnFolder }) {
    if (!isInOwnFolder) {
      throw new MigrationFileUnknownError(path, "it belongs in a folder of its own, below the folder of migrations");
    }
    const name = basename(dirname(path));
    const direction = /^down/i.test(basename(path)) ? "down" : "up";
    const listedIn = dirname(dirname(path));
    return { ...describeName(path, name), kind: "sql", direction, word: wordedDirection(name), listedIn };
  },
};
