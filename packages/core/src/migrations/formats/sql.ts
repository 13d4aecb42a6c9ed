import { parse } from "node:path";

import { describeName, type NamedFormat } from "./names/classified-file.js";
import { markedDirection, wordedDirection } from "./names/direction-of-name.js";

/** SQL files that take the database up: `001_users.sql`. */
export const sql: NamedFormat = {
  format: "sql",
  reason: "each migration is a file of SQL",
  isOwn: () => true,
  classify({ path }) {
    const { name } = parse(path);
    const mark = markedDirection(name);
    const word = mark === undefined ? wordedDirection(name) : undefined;
    return { ...describeName(path, name), kind: "sql", direction: "up", pairName: mark?.base ?? name, word };
  },
};
