import { parse } from "node:path";

import { describeName, type NamedFormat } from "./names/classified-file.js";
import { markedDirection, type NamedDirection } from "./names/direction-of-name.js";
import { isUndoName } from "./names/version-of-name.js";

/** A file for each direction: `001_users.up.sql` and `001_users.down.sql`, or Flyway's `U1__users.sql` beside `V1__users.sql`. */
export const upDownPairs: NamedFormat = {
  format: "up-down-pairs",
  reason: "each file states its direction",
  isOwn: ({ path }) => markOf(parse(path).name) !== undefined || isUndoName(parse(path).name),
  classify({ path }) {
    const { name } = parse(path);
    const { direction, base } = markOf(name) ?? { direction: "down", base: name };
    return { ...describeName(path, base), kind: "sql", direction, word: undefined };
  },
};

/** Other marks of a way up, such as `.do`, may be a part of the name. */
function markOf(name: string): NamedDirection | undefined {
  const mark = markedDirection(name);
  return mark?.direction === "down" || /\.up$/i.test(name) ? mark : undefined;
}
