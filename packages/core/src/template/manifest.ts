import { readFileSync, utimesSync } from "node:fs";

import { attempt } from "../errors/attempt.js";
import { writeAtomically } from "../files/place-privately.js";
import { manifestPathOf } from "./template-paths.js";
import type { TemplateManifest } from "./template.js";

/** Grows when manifests of older versions of picklejar cannot be read any more. */
const MANIFEST_VERSION = 2;

/** Reads a manifest; `undefined` when there is none that this version wrote. */
export function readManifest(path: string): TemplateManifest | undefined {
  return attempt(() => {
    const { version, ...manifest }: TemplateManifest & { version?: unknown } = JSON.parse(readFileSync(path, "utf8"));
    return version === MANIFEST_VERSION ? manifest : undefined;
  });
}

/** Writes a manifest: complete or not at all, also after a power cut. */
export function writeManifest(path: string, manifest: TemplateManifest): void {
  writeAtomically(path, JSON.stringify({ version: MANIFEST_VERSION, ...manifest }, undefined, 2), { flush: true });
}

/** Notes that a template, or a file that it was made from, was replaced by one with the same content, so that the next process need not hash it. */
export function adoptRestored(templatePath: string, manifest: TemplateManifest): void {
  // A read-only cache serves as well, and takes longer.
  attempt(() => writeManifest(manifestPathOf(templatePath), manifest));
}

/** Notes that a template is in use: pruning goes by the modification time of its manifest. */
export function noteUse(templatePath: string): void {
  const now = new Date();
  // The cache may be read-only, or the template may just have been pruned.
  attempt(() => utimesSync(manifestPathOf(templatePath), now, now));
}
