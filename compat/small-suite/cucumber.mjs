import { fileURLToPath } from "node:url";

const register = "./node_modules/@picklejar/cucumber-hooks/register.js";
const steps = "features/steps/*.js";

/** The hooks by a line of configuration, by a file of support code, and with the plugin. */
export default { import: [register, steps] };
export const code = { import: ["features/support/picklejar.js", steps] };
export const plugin = {
  import: [register, steps],
  // Cucumber looks for packages from its own folder, where a strict layout has only what Cucumber depends on.
  plugin: [fileURLToPath(import.meta.resolve("@picklejar/cucumber-hooks/plugin"))],
};
