import { basename, dirname } from "node:path";

import { MigrationFileUnknownError } from "../../errors/migration-source-errors.js";
import { isFolderMigrationFile } from "../files/list-folder.js";
import { describeName, type NamedFormat } from "./names/classified-file.js";
import { wordedDirection } from "./names/direction-of-name.js";

/** Migrations in a folder each: `001_users/up.sql` with `down.sql` as Diesel has them, `001_users/migration.sql` as Prisma does. */
export const folders: NamedFormat = {
  format: "folders",
  reason: "each migration lies in a folder of its own",
  isOwn: ({ path }) => isFolderMigrationFile(path),
  classify({ path, isInOwnFolder }) {
    if (!isInOwnFolder) {
      throw new MigrationFileUnknownError(path, "it belongs in a folder of its own migration, below the folder of migrations");
    }
    const name = basename(dirname(path));
    const direction = /^down/i.test(basename(path)) ? "down" : "up";
    const listedIn = dirname(dirname(path));
    return { ...describeName(path, name), kind: "sql", direction, word: wordedDirection(name), listedIn };
  },
};
