import { misuseTypeError } from "../../errors/misuse-error.js";
import { describeBothWays, findSection } from "../formats/sections/find-section.js";
import type { Migration } from "../migration.js";
import { checksumOf, type MigrationStep, type ResolvedMigration } from "./resolved-migration.js";

/** Resolves a migration that is given in code; it was checked as an option. */
export function resolveGivenMigration({ name, up, down }: Migration): ResolvedMigration {
  const section = typeof up === "string" ? findSection(up, "down") : undefined;
  if (section !== undefined)
    throw misuseTypeError(`migrations: up of "${name}": expected the way up only, but ${describeBothWays(section)}`);
  const migration = { name, checksum: checksumOf(String(up)), up: resolveStep(up) };
  return down === undefined ? migration : { ...migration, down: resolveStep(down) };
}

function resolveStep(step: Migration["up"]): MigrationStep {
  return typeof step === "string" ? { kind: "sql", text: step } : { kind: "function", run: step };
}
