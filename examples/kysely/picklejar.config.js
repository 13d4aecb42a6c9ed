import { defineConfig } from "@picklejar/core";
import { kysely } from "@picklejar/core/migrators";

import { makeMigrator } from "./src/make-migrator.js";

export default defineConfig({ migrations: kysely(({ path }) => makeMigrator(path)) });
