import { extname, parse } from "node:path";

import { MigrationFileUnknownError } from "../../errors/classes/migration-source-errors.js";
import { describeName, type NamedFormat } from "./names/classified-file.js";
import { markedDirection, wordedDirection } from "./names/direction-of-name.js";

/** Modules that export `up` and `down`: `001_users.ts`. */
export const modules: NamedFormat = {
  format: "modules",
  reason: "each migration is a module",
  isOwn: ({ path }) => extname(path).toLowerCase() !== ".sql",
  classify({ path }) {
    const { name } = parse(path);
    if (markedDirection(name)?.direction === "down" || /\.up$/i.test(name)) {
      throw new MigrationFileUnknownError(path, "a module exports both up and down, so its name may not end in either");
    }
    return { ...describeName(path, name), kind: "module", direction: "up", word: wordedDirection(name) };
  },
};
