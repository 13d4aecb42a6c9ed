import type { FigureTask } from "../figure-task.js";
import { measureBuildTemplate } from "./build-template.js";
import { measureCheckHooks } from "./check-hooks.js";
import { measureCheck, measureCheckOnDisk } from "./check.js";
import { measureFirstCall } from "./first-call.js";
import { measureKnownPath } from "./known-path.js";
import { measureMemory } from "./memory.js";
import { measureNewDatabase, measureNewDatabaseOnDisk } from "./new-database.js";
import { RESET_TASKS } from "./reset.js";
import { measureSuiteMemory } from "./suite-memory.js";
import { measureTestFile } from "./test-file.js";

/** All that can be measured, by the name that `--only` takes. */
export const FIGURE_TASKS: ReadonlyMap<string, FigureTask> = new Map([
  ["known-path", measureKnownPath],
  ["new-database", measureNewDatabase],
  ["new-database-on-disk", measureNewDatabaseOnDisk],
  ["first-call", measureFirstCall],
  ["build-template", measureBuildTemplate],
  ["memory", measureMemory],
  ["check", measureCheck],
  ["check-on-disk", measureCheckOnDisk],
  ["check-hooks", measureCheckHooks],
  ["suite-memory", measureSuiteMemory],
  ["test-file", measureTestFile],
  ...RESET_TASKS,
]);
