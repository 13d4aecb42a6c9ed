import { misuseTypeError } from "../errors/misuse-error.js";
import { MIGRATOR_SOURCE, type MigratorSource } from "../options/migrator-source.js";
import { describeValue } from "../options/option-error.js";
import type { MigratorFactory, MigratorTool } from "./migrator-tool.js";
import { runMigrator } from "./run-migrator.js";

/**
 * Makes the value for `migrations` from a factory of the project.
 *
 * @throws `TypeError` for anything but a function
 */
export function createMigratorSource<Given, Instance>(
  tool: MigratorTool<Instance>,
  factory: MigratorFactory<Given>,
): MigratorSource {
  const { name, helper, expected } = tool;
  if (typeof factory !== "function") {
    throw misuseTypeError(
      `${helper}: expected a function that returns ${expected}, got ${describeValue(factory)}. ` +
        `Write ${helper}(({ path }) => …), since each template is another file`,
    );
  }
  return {
    [MIGRATOR_SOURCE]: name,
    factory,
    migrate: async (location, database) => runMigrator(tool, factory, location, database),
  };
}
