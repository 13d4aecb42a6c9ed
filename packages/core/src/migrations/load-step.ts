import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";

import { MigrationIrreversibleError } from "../errors/migration-errors.js";
import type { Database } from "../sqlite/load-sqlite.js";
import type { MigrationFile, MigrationStep } from "./migration-file.js";
import { misuseTypeError } from "../errors/misuse-error.js";

/** What is left to do once a migration's code is loaded. */
export type LoadedStep =
  | { readonly kind: "sql"; readonly text: string }
  | { readonly kind: "function"; readonly run: () => unknown };

export interface LoadStepOptions {
  readonly database: Database;
  readonly direction: "up" | "down";
}

/**
 * Gets one direction of a migration ready to run; loads its module, where it is one.
 *
 * @throws {@link MigrationIrreversibleError} `MIGRATION_IRREVERSIBLE` when there is no way down.
 */
export async function loadStep(migration: MigrationFile, { database, direction }: LoadStepOptions): Promise<LoadedStep> {
  const step = migration[direction];
  if (step === undefined) throw new MigrationIrreversibleError(database.name, [migration.name]);
  if (step.kind === "sql") return { kind: "sql", text: checkedText(step) };
  const run = step.kind === "function" ? step.run : await loadFunction(step.path, direction);
  if (run === undefined && direction === "down") throw new MigrationIrreversibleError(database.name, [migration.name]);
  if (run === undefined) throw misuseTypeError(`"${migration.path ?? migration.name}" exports no function named up`);
  const path = migration.path === undefined ? {} : { path: migration.path };
  return { kind: "function", run: (): unknown => run({ name: migration.name, ...path, context: database }) };
}

/** SQLite stops at a NUL character; and what is not UTF-8 would be stored as question marks. */
function checkedText({ text, path }: MigrationStep & { readonly kind: "sql" }): string {
  if (text.includes("\0")) throw new Error("it holds a NUL character, at which SQLite would stop reading. Save it as UTF-8");
  if (path !== undefined && text.includes("\uFFFD") && !isUtf8(readFileSync(path))) {
    throw new Error("it is not UTF-8, so that letters would be lost. Save it as UTF-8");
  }
  return text;
}

type AnyFunction = (...parameters: readonly unknown[]) => unknown;

/** A named export, or a property of the default export; CommonJS modules have both. */
async function loadFunction(path: string, direction: "up" | "down"): Promise<AnyFunction | undefined> {
  const { loadModule } = await import("../config/load-module.js");
  const loaded = await loadModule(path);
  const owners: readonly Record<string, unknown>[] = [loaded, Object(loaded["default"])];
  // As a method: a default export may have parts that it calls by `this`.
  for (const owner of owners) {
    const run = owner[direction];
    if (isFunction(run)) return (...parameters) => Reflect.apply(run, owner, parameters);
  }
  return undefined;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === "function";
}
