import { dirname, join, resolve } from "node:path";

import { TemplateRefusedError } from "../errors/template-errors.js";
import { findTemplate } from "./find-template.js";
import type { DatabaseFingerprints } from "./fingerprint.js";
import type { Template } from "./template.js";

/** Whether `PICKLEJAR_TEMPLATE=off` asks for every database to be migrated for real. */
export function areTemplatesOff(): boolean {
  return process.env["PICKLEJAR_TEMPLATE"] === "off";
}

/**
 * Finds the template that `PICKLEJAR_TEMPLATE` names, made elsewhere, say by an earlier job of CI; `undefined` without the variable.
 *
 * With a seed it is the seeded template. The unseeded one is taken from beside it, where it is there under its fingerprint;
 * without it, databases that the application creates in tests are migrated for real.
 *
 * @throws {@link TemplateRefusedError} `TEMPLATE_REFUSED` when it is not what this code would build.
 */
export function findGivenTemplate(
  fingerprints: DatabaseFingerprints,
): { readonly migrated: Template | undefined; readonly forTests: Template } | undefined {
  const variable = process.env["PICKLEJAR_TEMPLATE"];
  if (variable === undefined || variable === "" || variable === "off") return undefined;
  const path = resolve(variable);
  const forTests = readGiven(path, (fingerprints.seeded ?? fingerprints.migrated).hash);
  if (fingerprints.seeded === undefined) return { migrated: forTests, forTests };
  const beside = findTemplate(join(dirname(path), `${fingerprints.migrated.hash}.db`));
  return { migrated: beside.state === "found" ? beside.template : undefined, forTests };
}

function readGiven(path: string, fingerprintHash: string): Template {
  const result = findTemplate(path);
  if (result.state === "missing")
    throw new TemplateRefusedError(path, fingerprintHash, "is missing, or has no manifest (.json) beside it");
  if (result.state === "damaged") throw new TemplateRefusedError(path, fingerprintHash, `is damaged: ${result.problem}`);
  const actual = result.template.manifest.fingerprint.hash;
  if (actual !== fingerprintHash) {
    throw new TemplateRefusedError(
      path,
      fingerprintHash,
      `was made from something else (fingerprint ${actual}, this code has ${fingerprintHash})`,
    );
  }
  return result.template;
}
