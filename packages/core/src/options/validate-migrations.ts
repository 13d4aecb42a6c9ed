import { optionTypeError, type OptionLocation } from "./option-error.js";

const WISH = "a folder, a glob, a list of them, or a list of migrations";

/**
 * Checks the option `migrations`: locations, or migrations given in code, and not a mixture of the two.
 *
 * @throws `TypeError` that names the entry.
 */
export function validateMigrations(place: OptionLocation, option: string, value: unknown): void {
  if (isLocation(value)) return;
  if (!Array.isArray(value) || value.length === 0) throw optionTypeError(place, option, WISH, value);
  const entries: readonly unknown[] = value;
  const areLocations = isLocation(entries[0]);
  for (const [index, entry] of entries.entries()) {
    const name = `${option}[${index}]`;
    if (!areLocations) validateMigration(place, name, entry);
    else if (!isLocation(entry)) throw optionTypeError(place, name, "a folder or a glob, as the entry before it", entry);
  }
}

function isLocation(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || (value instanceof URL && value.protocol === "file:");
}

function validateMigration(place: OptionLocation, name: string, entry: unknown): void {
  if (typeof entry !== "object" || entry === null)
    throw optionTypeError(place, name, "a migration: { name, up, down? }", entry);
  const migration: Readonly<Record<string, unknown>> = { ...entry };
  if (typeof migration["name"] !== "string" || migration["name"] === "") {
    throw optionTypeError(place, `${name}.name`, "a text that is not empty", migration["name"]);
  }
  if (!isStep(migration["up"])) throw optionTypeError(place, `${name}.up`, "SQL text or a function", migration["up"]);
  if (migration["down"] !== undefined && !isStep(migration["down"])) {
    throw optionTypeError(place, `${name}.down`, "SQL text or a function", migration["down"]);
  }
}

function isStep(value: unknown): boolean {
  return typeof value === "string" || typeof value === "function";
}
