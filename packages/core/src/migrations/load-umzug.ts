import type * as Umzug from "umzug";

import { loadLate } from "../errors/load-late.js";
import { trace } from "../files/trace.js";

let umzug: typeof Umzug | undefined;

/**
 * Gives umzug, loading it the first time.
 *
 * @remarks Loading takes about 90 ms, so nothing may call this before it is known that a migration has to run.
 */
export function loadUmzug(): typeof Umzug {
  if (umzug === undefined) {
    trace("umzug-loaded");
    umzug = loadLate("umzug");
  }
  return umzug;
}
