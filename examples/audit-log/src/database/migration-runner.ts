import { MigrationRunner } from "@picklejar/core";

import { databaseDefinition } from "./database-definition.js";

/** Brings databases up to date. Every unit of work asks it first, as the command line does. */
export const migrationRunner = new MigrationRunner(databaseDefinition);
