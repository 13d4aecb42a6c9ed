const steps = "features/steps/*.js";

/** The hooks by a line of configuration, and by a file of support code. */
export default { import: ["./node_modules/@picklejar/cucumber-hooks/register.js", steps] };
export const code = { import: ["features/support/picklejar.js", steps] };
