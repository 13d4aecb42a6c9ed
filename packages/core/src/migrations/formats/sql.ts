import { parse } from "node:path";

import { describeName, type NamedFormat } from "./names/classified-file.js";
import { markedDirection, wordedDirection } from "./names/direction-of-name.js";

/** SQL files with ways up: `001_users.sql`. */
export const sql: NamedFormat = {
  format: "sql",
  reason: "each migration is an SQL file",
  isOwn: () => true,
  classify({ path }) {
    const { name } = parse(path);
    const mark = markedDirection(name);
    const word = mark === undefined ? wordedDirection(name) : undefined;
    return { ...describeName(path, name), kind: "sql", direction: "up", pairName: mark?.base ?? name, word };
  },
};
