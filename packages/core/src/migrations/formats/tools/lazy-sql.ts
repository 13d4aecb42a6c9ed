import { readText } from "../../files/read-text.js";
import type { MigrationStep } from "../../files/resolved-migration.js";

/** A way down, whose file is read when it is used: most processes never go down. */
export function lazySql(
  path: string,
  { transaction, textOf = (text) => text }: { readonly transaction?: "none"; readonly textOf?: (text: string) => string } = {},
): MigrationStep {
  return {
    kind: "sql",
    path,
    get text() {
      return textOf(readText(path));
    },
    ...(transaction === undefined ? {} : { transaction }),
  };
}
