import { installHooks } from "./install/install-hooks.js";

// For Cucumber's `import`. Options come from `worldParameters.picklejar`, or from `cucumber` in the picklejar configuration.
installHooks();
