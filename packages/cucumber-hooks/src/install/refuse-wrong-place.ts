import { createRequire } from "node:module";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { misuseTypeError } from "@picklejar/core/integration";

import { noteInstalledAgain } from "./one-run-at-a-time.js";
import { cucumberBuilder, cucumberDirectory, type CucumberBuilder, type DefinedHook } from "./cucumber-builder.js";

/** Begins the names of picklejar's hooks. */
export const HOOK_NAME_PREFIX = "picklejar: ";

/**
 * Checks that hooks can be defined now, and will be first in and last out.
 *
 * @throws `TypeError` if called too late, a second time, after other hooks were defined, or with another copy of Cucumber than the one that runs
 * @param caller absolute path of the file that calls `installHooks`, if it is known
 */
export function refuseWrongPlace(caller: string | undefined): void {
  const builder = cucumberBuilder;
  if (builder.status === "PENDING") throw otherCopyError();
  if (builder.status === "FINALIZED") throw tooLateError();
  const [earlier] = findEarlierHooks(builder);
  if (earlier === undefined) return;
  if (earlier.hook.options.name?.startsWith(HOOK_NAME_PREFIX) === true) {
    noteInstalledAgain();
    throw twiceError();
  }
  throw notFirstError(`${earlier.kind} at ${earlier.hook.uri}:${earlier.hook.line}`, nameFile(caller), builder);
}

function findEarlierHooks(builder: CucumberBuilder): readonly { readonly kind: string; readonly hook: DefinedHook }[] {
  const kinds = {
    Before: builder.beforeTestCaseHookDefinitionConfigs,
    After: builder.afterTestCaseHookDefinitionConfigs,
    BeforeAll: builder.beforeTestRunHookDefinitionConfigs,
    AfterAll: builder.afterTestRunHookDefinitionConfigs,
  };
  return Object.entries(kinds).flatMap(([kind, hooks]) => (hooks ?? []).map((hook) => ({ kind, hook })));
}

function otherCopyError(): TypeError {
  const ours = dirname(createRequire(import.meta.url).resolve("@cucumber/cucumber/package.json"));
  const running = process.argv[1] ?? "";
  const isCucumber = /[\\/]cucumber(?:-js)?(?:\.m?js)?$/.test(running);
  const who = isCucumber ? `the Cucumber that runs is "${running}"` : "no Cucumber runs here";
  return misuseTypeError(
    `installHooks() must be called in support code that Cucumber loads, and define its hooks on the copy of Cucumber that runs: ` +
      `it has "${ours}", and ${who}. ` +
      "Where there are two copies (`npm ls @cucumber/cucumber`), make it one: install @cucumber/cucumber in the project itself, " +
      "start it from there (npx cucumber-js), not globally, and let no other package bring its own.",
  );
}

function tooLateError(): TypeError {
  return misuseTypeError(
    "installHooks() must be called while support code is loaded, at the top level of a file; it was called later, when Cucumber takes " +
      "no more hooks. Call it outside hooks, steps and timers, and not after an await that nobody waits for.",
  );
}

function twiceError(): TypeError {
  return misuseTypeError(
    "installHooks() must be called once; it was called a second time. " +
      "Remove one of the calls; @picklejar/cucumber-hooks/register.js also calls it. " +
      "If a program starts two runs of Cucumber at once, await one runCucumber() before the next.",
  );
}

function notFirstError(earlier: string, file: string, { originalCoordinates }: CucumberBuilder): TypeError {
  const isRequired = originalCoordinates?.requirePaths?.some((path) => path.endsWith(file)) === true;
  const option = isRequired ? "require" : "import";
  const pattern = isRequired ? "features/**/*.js" : "features/**/*.{js,mjs,ts}";
  return misuseTypeError(
    `installHooks() must be called before any other hook is defined, so that the database is there first and goes last; found: ${earlier}. ` +
      `Name its file first in Cucumber's configuration (cucumber.mjs): export default { ${option}: [${JSON.stringify(file)}, ${JSON.stringify(pattern)}] }`,
  );
}

/** The file that has to come first, relative to Cucumber's working directory: the caller, or `register.js` of this package. */
function nameFile(caller: string | undefined): string {
  if (caller === undefined || caller === fileURLToPath(new URL("../register.js", import.meta.url)))
    return "./node_modules/@picklejar/cucumber-hooks/register.js";
  return relative(cucumberDirectory(), caller).replaceAll(sep, "/");
}
