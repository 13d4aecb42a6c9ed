import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";

import { MigrationIrreversibleError } from "../../errors/classes/migration-errors.js";
import type { Database } from "../../sqlite/load-sqlite.js";
import { callMigration, describeMissingUp, type MigrationMethod } from "../formats/foreign-module.js";
import type { ResolvedMigration, MigrationStep } from "../files/resolved-migration.js";
import type { MigrationFunction } from "../migration.js";
import { readOrRefuse, readText } from "../files/read-text.js";
import { misuseTypeError } from "../../errors/misuse-error.js";

/** One direction of a migration, loaded and ready to run. */
export type LoadedStep =
  | { readonly kind: "sql"; readonly text: string; readonly transaction: "none" | undefined }
  | { readonly kind: "function"; readonly run: () => unknown };

export interface LoadStepOptions {
  readonly database: Database;
  readonly direction: "up" | "down";
}

/**
 * Loads one direction of a migration; imports its module if it is one.
 *
 * @throws {@link MigrationIrreversibleError} `MIGRATION_IRREVERSIBLE` if there is no way down
 */
export async function loadStep(migration: ResolvedMigration, { database, direction }: LoadStepOptions): Promise<LoadedStep> {
  const step = migration[direction];
  if (step === undefined) throw new MigrationIrreversibleError(database.name, [migration.name]);
  if (step.kind === "sql") return { kind: "sql", text: checkedText(step), transaction: step.transaction };
  const method = step.kind === "function" ? { run: step.run, owner: undefined } : await loadMethod(step.path, direction);
  if (method === undefined) throw new MigrationIrreversibleError(database.name, [migration.name]);
  const path = migration.path === undefined ? {} : { path: migration.path };
  const parameters = { name: migration.name, ...path, context: database };
  const textOf = (): string => (step.kind === "function" ? String(step.run) : readText(step.path));
  return { kind: "function", run: () => callMigration(method, parameters, textOf) };
}

/** SQLite stops at a NUL character, and letters that are not UTF-8 would become question marks. */
function checkedText({ text, path }: MigrationStep & { readonly kind: "sql" }): string {
  if (text.includes("\0"))
    throw new Error("it contains a NUL character, and SQLite would stop reading there. Save it as UTF-8");
  if (path !== undefined && text.includes("\uFFFD")) refuseOtherEncodings(path);
  return text;
}

function refuseOtherEncodings(path: string): void {
  if (!isUtf8(readOrRefuse(path, () => readFileSync(path))))
    throw new Error("it is not UTF-8, so letters would be lost. Save it as UTF-8");
}

/** A named export, or a property of the default export. Only a way down may be missing. */
async function loadMethod(path: string, direction: "up" | "down"): Promise<MigrationMethod | undefined> {
  refuseOtherEncodings(path);
  const { loadModule } = await import("../../modules/load-module.js");
  const loaded = await loadModule(path);
  const owners: readonly Record<string, unknown>[] = [loaded, Object(loaded["default"])];
  // As a method: a default export may use `this`.
  for (const owner of owners) {
    const run = owner[direction];
    if (isFunction(run)) return { run, owner };
  }
  if (direction === "up") throw misuseTypeError(describeMissingUp(path, Object.values(loaded), readText(path)));
  return undefined;
}

function isFunction(value: unknown): value is MigrationFunction {
  return typeof value === "function";
}
