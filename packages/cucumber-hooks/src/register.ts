import { installHooks } from "./install-hooks.js";

// For Cucumber's `import`: the hooks without a line of code. Options come from `worldParameters.picklejar`, or from `cucumber` in the
// picklejar configuration.
installHooks();
