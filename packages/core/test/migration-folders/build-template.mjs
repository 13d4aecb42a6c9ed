// Makes a test database, and says how that ended. Arguments: a module that exports the options, or ""; path of the database; options as JSON.
import { pathToFileURL } from "node:url";
import { initTestDb } from "@picklejar/core";

const [module, path, options] = process.argv.slice(2);
try {
  const given = module === "" ? JSON.parse(options) : (await import(pathToFileURL(module).href)).options;
  await initTestDb(path, given);
  console.log("{}");
} catch (error) {
  console.log(JSON.stringify({ error: { code: error.code ?? error.name, message: error.message } }));
}
