import { prepareTestDatabases } from "@picklejar/core/integration";

/** Builds the template of the project in the working directory, and says on stdout where it is. */
const { template } = await prepareTestDatabases();
if (template === undefined) throw new Error("PICKLEJAR_TEMPLATE must not be off for this measurement");
process.stdout.write(template.path);
