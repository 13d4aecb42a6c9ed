import { AfterStep } from "@cucumber/cucumber";
import { installHooks } from "@picklejar/cucumber-hooks";

// What Cucumber itself takes for a hook after each step is on both sides.
installHooks({ record: false });
AfterStep(() => undefined);
