import { installHooks } from "@picklejar/cucumber-hooks";

installHooks();
