import { createRequire } from "node:module";

import type * as Umzug from "umzug";

import { trace } from "../files/trace.js";

type UmzugModule = typeof Umzug;

/** Of this process, which keeps a module that it has loaded. */
let umzug: UmzugModule | undefined;

/**
 * Gives umzug, loading it the first time.
 *
 * @remarks Loading takes about 90 ms, so nothing may call this before it is known that a migration has to run.
 */
export function loadUmzug(): UmzugModule {
  if (umzug === undefined) {
    trace("umzug-loaded");
    const loaded: UmzugModule = createRequire(import.meta.url)("umzug");
    umzug = loaded;
  }
  return umzug;
}
