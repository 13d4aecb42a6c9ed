// A command line that makes sure of its database first, and says how many notes are in it. Argument: database.
import { MigrationRunner } from "@picklejar/core";

import { database as options } from "./database.js";

const [path] = process.argv.slice(2);
const { origin, applied } = await new MigrationRunner(options).initOrUpgrade(path);
const { default: Database } = await import("better-sqlite3");
const database = new Database(path);
console.log(JSON.stringify({ origin, applied, notes: database.prepare("SELECT notes FROM note_count").pluck().get() }));
database.close();
