import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { PACKAGE_MANAGERS_NAME } from "./package-managers.mjs";
import { PACKED_RUNNERS_NAME } from "./packed/runners.mjs";
import { isOnRequest, TARGETS } from "./targets.mjs";

/** What is no target, and has a way of its own. */
export const OTHER_NAMES = [PACKAGE_MANAGERS_NAME, PACKED_RUNNERS_NAME];
const NAMES = [...Object.keys(TARGETS), ...OTHER_NAMES];

export const HELP = `Usage: node compat/run.mjs [--directory DIR] [--install-only] [NAME…]

Installs the packed packages on other versions of Node, Cucumber and better-sqlite3, and runs the tests there; with other package
managers, and runs a small suite; and with each test runner, and runs 200 tests and one that fails.

NAME…             what to run: ${NAMES.join(", ")};
                  without one, all but ${NAMES.filter(isOnRequest).join(", ")}
--directory DIR   installs into DIR/NAME and keeps it; the next time only what has changed is installed
--install-only    runs nothing; needs --directory
--help            prints this

Exit code: 0 when all hold, 1 when one does not, 2 when called in another way than this.
`;

/** A command line that says something else than the help does. */
export class MisuseError extends Error {
  name = "MisuseError";
}

/**
 * What a command line asks for.
 *
 * @throws MisuseError
 */
export function parseCommandLine(arguments_) {
  const { values, positionals } = parse(arguments_);
  const unknown = positionals.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0)
    throw new MisuseError(`There is no target "${unknown.join('", "')}". Choose from: ${NAMES.join(", ")}.`);
  if (values["install-only"] === true && values.directory === undefined)
    throw new MisuseError("--install-only needs --directory DIR: elsewhere the targets are removed at once.");
  return {
    help: values.help ?? false,
    installOnly: values["install-only"] ?? false,
    directory: values.directory === undefined ? undefined : resolve(values.directory),
    names: positionals.length > 0 ? [...new Set(positionals)] : NAMES.filter((name) => !isOnRequest(name)),
  };
}

function parse(arguments_) {
  try {
    return parseArgs({
      args: arguments_,
      allowPositionals: true,
      options: { directory: { type: "string" }, "install-only": { type: "boolean" }, help: { type: "boolean" } },
    });
  } catch (error) {
    throw new MisuseError(error.message, { cause: error });
  }
}
