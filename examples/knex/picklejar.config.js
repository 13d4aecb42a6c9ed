import { defineConfig } from "@picklejar/core";
import { knex } from "@picklejar/core/migrators";

import { makeKnex } from "./src/make-knex.js";

export default defineConfig({ migrations: knex(({ path }) => makeKnex(path)) });
