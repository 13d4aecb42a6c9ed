import { misuseTypeError } from "../../errors/misuse-error.js";
import { describeBothWays, findSection } from "../formats/sections/find-section.js";
import type { Migration } from "../migration.js";
import { checksumOf, type MigrationStep, type ResolvedMigration } from "./resolved-migration.js";

/**
 * Resolves a migration that is given in code.
 *
 * @throws `TypeError` for one without a name, and for a direction that is nothing to run
 */
export function resolveGivenMigration({ name, up, down }: Migration): ResolvedMigration {
  if (typeof name !== "string" || name === "") {
    throw misuseTypeError(`migrations: expected a non-empty string as name, got ${JSON.stringify(name)}`);
  }
  const migration = { name, checksum: checksumOf(String(up)), up: resolveStep(name, "up", up) };
  return down === undefined ? migration : { ...migration, down: resolveStep(name, "down", down) };
}

function resolveStep(name: string, direction: "up" | "down", step: Migration["up"]): MigrationStep {
  if (typeof step === "string") {
    const section = direction === "up" ? findSection(step, "down") : undefined;
    if (section === undefined) return { kind: "sql", text: step };
    throw misuseTypeError(`migrations: up of "${name}" must be the way up only; ${describeBothWays(section)}`);
  }
  if (typeof step === "function") return { kind: "function", run: step };
  throw misuseTypeError(`migrations: ${direction} of "${name}" must be SQL text or a function; got ${JSON.stringify(step)}`);
}
