import { endSuiteRun } from "../runs/suite-run.js";

/** `globalTeardown` for Jest: removes the run that `@picklejar/core/jest-setup` made, with all databases of it. */
export default function endRun(): void {
  endSuiteRun();
}
