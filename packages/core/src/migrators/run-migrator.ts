import { readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { adviseOnSqlError } from "../errors/classes/advise-on-sql-error.js";
import { attempt } from "../errors/attempt.js";
import { hasErrorCode } from "../errors/error-code.js";
import { isErrorNamed } from "../errors/is-error.js";
import { firstLineOf, messageOf } from "../errors/message-of.js";
import { MigratorError } from "../errors/classes/migrator-errors.js";
import { findJournals } from "../files/database-files.js";
import type { DatabaseLocation } from "../options/migrator-source.js";
import { describeValue } from "../options/option-error.js";
import { propertyOf, type MigratorFactory, type MigratorTool } from "./migrator-tool.js";

/**
 * Has a library migrate a database by its own call, with an instance that the project's factory makes for it. Closes the instance, also after a failure.
 *
 * @throws {@link MigratorError} `MIGRATOR_FAILED`
 */
export async function runMigrator<Instance>(
  tool: MigratorTool<Instance>,
  factory: MigratorFactory<unknown>,
  location: DatabaseLocation,
  database: string,
): Promise<void> {
  const work = new MigratorWork(tool, location, database);
  const instance = await work.open(factory);
  try {
    await work.migrate(instance);
  } catch (error) {
    // The first error says more than what closing throws after it.
    await Promise.resolve(tool.close(instance)).catch(() => undefined);
    throw work.explain(error);
  }
  await work.close(instance);
}

class MigratorWork<Instance> {
  readonly #tool: MigratorTool<Instance>;
  readonly #location: DatabaseLocation;
  readonly #database: string;
  /** As the library named it. */
  #failedMigration: string | undefined;

  constructor(tool: MigratorTool<Instance>, location: DatabaseLocation, database: string) {
    this.#tool = tool;
    this.#location = location;
    this.#database = database;
  }

  async open(factory: MigratorFactory<unknown>): Promise<Instance> {
    const { helper, expected } = this.#tool;
    let returned: unknown;
    try {
      returned = await factory(this.#location);
    } catch (error) {
      const threw = `the function that makes its instance threw: ${firstLineOf(error)}. Correct the function in ${helper}(…).`;
      throw this.#fail(describeMissingPackage(error) ?? threw, error);
    }
    const checked = this.#tool.check(returned);
    if ("instance" in checked) return checked.instance;
    const problem = checked.problem === "" ? "" : `. ${checked.problem}`;
    throw this.#fail(`expected ${expected} from the function in ${helper}(…), got ${describeValue(returned)}${problem}.`);
  }

  async migrate(instance: Instance): Promise<void> {
    const file = await this.#tool.locate(instance);
    if (file !== undefined) this.#refuseOtherFile(file);
    const folders = await this.#tool.folders(instance);
    for (const folder of folders) listFolder(folder);
    const count = await this.#tool.migrate(instance, (name) => {
      this.#failedMigration ??= name;
    });
    if (count !== 0) return;
    const where = folders.length === 0 ? "" : ` in ${folders.map((folder) => `"${folder}"`).join(", ")}`;
    throw this.#fail(`it found no migrations${where}. Write one, or correct the folder in the instance's own options.`);
  }

  async close(instance: Instance): Promise<void> {
    try {
      await this.#tool.close(instance);
    } catch (error) {
      throw this.#fail(`its instance could not be closed: ${firstLineOf(error)}.`, error);
    }
    // For instances that do not say where they are.
    const { path } = this.#location;
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0 && findJournals(path).length === 0)
      throw this.#fail(`nothing is in the file that it was given. ${this.#cure()}`);
  }

  /** Names what the library threw. Our own errors are clear already. */
  explain(error: unknown): unknown {
    if (hasErrorCode(error, "MIGRATOR_FAILED")) return error;
    const { migration, reason } = readUmzugError(error);
    this.#failedMigration ??= migration;
    const what = this.#failedMigration === undefined ? "" : `migration "${this.#failedMigration}" failed: `;
    const message = onOneLine(reason);
    const advice =
      this.#tool.advise?.(message) ?? adviseOnTypeScript(reason) ?? adviseOnStatement(message) ?? "Correct it, and run again";
    return this.#fail(`${what}${describeMissingPackage(reason) ?? `${message}. ${advice}.`}`, error);
  }

  #refuseOtherFile(file: string): void {
    const { path } = this.#location;
    const isMemory = file === "" || file === ":memory:";
    if (!isMemory && canonical(toPath(file)) === canonical(path)) return;
    const connected = isMemory ? "a database in memory" : `"${toPath(file)}"`;
    throw this.#fail(`its instance is connected to ${connected}, and would migrate that. ${this.#cure()}`);
  }

  #cure(): string {
    return `Use the path (or the url) that the function is called with: ${this.#tool.helper}(({ path }) => …).`;
  }

  #fail(problem: string, cause?: unknown): MigratorError {
    const failure = { migrator: this.#tool.name, database: this.#database, migration: this.#failedMigration };
    return new MigratorError(failure, problem, cause === undefined ? undefined : { cause });
  }
}

/** umzug, which MikroORM uses too, wraps what a migration threw. */
function readUmzugError(error: unknown): { readonly migration: string | undefined; readonly reason: unknown } {
  const name = propertyOf(propertyOf(error, "migration"), "name");
  if (typeof name !== "string") return { migration: undefined, reason: error };
  return { migration: name, reason: propertyOf(error, "cause") ?? error };
}

/** Listed while the build is observed, a folder is an input of the template, even if the library looked at it before. */
function listFolder(folder: string): void {
  // A glob stands for the folder that it starts from. The library itself says that one is missing.
  attempt(() => readdirSync(folder.replace(/[\\/][^\\/]*[*?{}[\]!()].*$/, "")));
}

function toPath(file: string): string {
  return file.startsWith("file:") ? (attempt(() => fileURLToPath(file)) ?? file) : resolve(file);
}

/** The file need not be there yet. */
function canonical(path: string): string {
  return attempt(() => realpathSync(path)) ?? join(attempt(() => realpathSync(dirname(path))) ?? dirname(path), basename(path));
}

/** Libraries put the whole statement before what SQLite says of it: what is too long is cut in the middle. */
function onOneLine(error: unknown): string {
  const message = messageOf(error).trim().replaceAll(/\s+/g, " ").replace(/\.$/, "");
  return message.length <= 300 ? message : `${message.slice(0, 100)} … ${message.slice(-200)}`;
}

/** The loader of a configuration in TypeScript does not serve what libraries import by themselves. */
function adviseOnTypeScript(error: unknown): string | undefined {
  const isUnknown = /Unknown file extension "\.[cm]?ts"/.test(messageOf(error));
  const isUnread = isErrorNamed(error, "SyntaxError") && /^\S.*\.[cm]?ts:\d+\n/.test(error.stack ?? "");
  if (!isUnknown && !isUnread) return undefined;
  return 'The library loads its migrations with Node, which needs a loader for TypeScript: run with NODE_OPTIONS="--import tsx", or Node 22.18';
}

/** Knex: `insert into … - no such column: …`. */
function adviseOnStatement(message: string): string | undefined {
  const parts = message.split(" - ");
  return parts.map((_part, index) => adviseOnSqlError(parts.slice(index).join(" - "))).find((advice) => advice !== undefined);
}

/** A clause about a package that the library loads late, usually its driver. */
function describeMissingPackage(error: unknown): string | undefined {
  const name = /Cannot find (?:module|package) '((?:@[^'/]+\/)?[^'./@][^'/]*)/.exec(messageOf(error))?.[1];
  if (name === undefined) return undefined;
  return (
    `"${name}" is not installed. Install it (npm install --save-dev ${name}), or let the instance use a driver that is installed, such as ` +
    "better-sqlite3."
  );
}
