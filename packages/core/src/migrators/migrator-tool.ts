import type { DatabaseLocation } from "../options/migrator-source.js";

/** What a factory of the project gets: where the database is that its instance has to migrate. */
export type MigratorFactory<Instance> = (location: DatabaseLocation) => Instance | PromiseLike<Instance>;

/** What one library's migrator needs. Types are structural, so that any version of the library fits. */
export interface MigratorTool<Instance> {
  /** The library, for messages: `Knex`. */
  readonly name: string;
  /** The helper's own name: `knex`. */
  readonly helper: string;
  /** What the factory has to return: `an instance of Knex`. */
  readonly expected: string;
  /** Looks at what the factory returned. A string says what is wrong with it, as a sentence or empty. */
  check(returned: unknown): { readonly instance: Instance } | { readonly problem: string };
  /** The file of its connection; `:memory:`, or `undefined` if it does not say. */
  locate(instance: Instance): string | undefined | PromiseLike<string | undefined>;
  /** Folders and globs of its migrations, as far as it tells. */
  folders(instance: Instance): readonly string[] | PromiseLike<readonly string[]>;
  /** Runs the pending migrations, by the library's own call. */
  migrate(instance: Instance, note: NoteMigration): PromiseLike<MigrationCount>;
  close(instance: Instance): unknown;
  /** What to do about an error of this library: a sentence without a full stop. */
  advise?(message: string): string | undefined;
}

/** Called with the name of a migration when the library says that it failed. */
export type NoteMigration = (name: string) => void;

/** How many migrations the database has now; `undefined` if it needs none. */
export type MigrationCount = number | undefined;

/** Whether a value is an object or a function that has these methods. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return false;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}

/**
 * Calls a method whose parameters have other types from version to version.
 *
 * @throws `TypeError` if there is none: ask {@link hasMethods} first
 */
export function callMethod(target: object, name: string, ...given: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name), target, given);
}

/** A property of anything; `undefined` if there is none. */
export function propertyOf(value: unknown, name: string): unknown {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  return Reflect.get(value, name);
}
