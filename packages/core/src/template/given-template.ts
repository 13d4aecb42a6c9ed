import { dirname, join, resolve } from "node:path";

import { TemplateRefusedError } from "../errors/classes/template-errors.js";
import { findTemplate } from "./find-template.js";
import type { DatabaseFingerprints, Fingerprint } from "./fingerprint/fingerprint.js";
import { checkObserved } from "./fingerprint/observed-entries.js";
import { findObserved } from "./fingerprint/find-observed.js";
import type { Template } from "./template.js";

/** Whether every database is to be migrated for real. */
export function areTemplatesOff(): boolean {
  return process.env["PICKLEJAR_TEMPLATE"] === "off";
}

/**
 * Finds the template that `PICKLEJAR_TEMPLATE` names, for example one that an earlier job of CI made; `undefined` without the variable.
 *
 * With a seed it is the seeded template. If the unseeded one is not beside it, databases that the application creates in tests are migrated for real.
 *
 * @param directory absolute folder of the configuration
 * @throws {@link TemplateRefusedError} `TEMPLATE_REFUSED` when it is not what this code would build.
 */
export function findGivenTemplate(
  fingerprints: DatabaseFingerprints,
  directory: string,
): { readonly migrated: Template | undefined; readonly forTests: Template } | undefined {
  const variable = process.env["PICKLEJAR_TEMPLATE"];
  if (variable === undefined || variable === "" || variable === "off") return undefined;
  const path = resolve(variable);
  const forTests = readGiven(path, fingerprints.seeded ?? fingerprints.migrated, directory);
  if (fingerprints.seeded === undefined) return { migrated: forTests, forTests };
  const migrated = fingerprints.isObserved
    ? findObserved(dirname(path), fingerprints.migrated, directory)?.fingerprint
    : fingerprints.migrated;
  const beside = findTemplate(join(dirname(path), `${migrated?.hash ?? "none"}.db`));
  return { migrated: beside.state === "found" ? beside.template : undefined, forTests };
}

function readGiven(path: string, { hash }: Fingerprint, directory: string): Template {
  const refusal = (problem: string): TemplateRefusedError => new TemplateRefusedError(path, hash, problem);
  const result = findTemplate(path);
  if (result.state === "missing") throw refusal("is missing, or has no manifest (.json) beside it");
  if (result.state === "damaged") throw refusal(`is damaged: ${result.problem}`);
  const { fingerprint, observed } = result.template.manifest;
  const actual = observed?.declaredHash ?? fingerprint.hash;
  if (actual !== hash) throw refusal(`was made from something else (fingerprint ${actual}, this code has ${hash})`);
  if (observed !== undefined && checkObserved(directory, observed) === undefined)
    throw refusal("was made from other files: what its build read is not what is here");
  return result.template;
}
