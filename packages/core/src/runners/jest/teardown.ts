import { endSuiteRun } from "../../runs/suite-run.js";

/** `globalTeardown` for Jest: removes the run of `@picklejar/core/jest/setup` with all its databases. */
export default function endRun(): void {
  endSuiteRun();
}
