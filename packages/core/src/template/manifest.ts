import { readFileSync, utimesSync } from "node:fs";

import { writeAtomically } from "../files/place-privately.js";
import { manifestPathOf } from "./template-paths.js";
import type { TemplateManifest } from "./template.js";

/** Changes when manifests of older versions of picklejar can't be read any more. */
const MANIFEST_VERSION = 2;

/** Reads a manifest; `undefined` when there is none, or it is not one that this version writes. */
export function readManifest(path: string): TemplateManifest | undefined {
  try {
    const { version, ...manifest }: TemplateManifest & { version?: unknown } = JSON.parse(readFileSync(path, "utf8"));
    return version === MANIFEST_VERSION ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a manifest, so that it is there whole, also after a power cut, or not at all. */
export function writeManifest(path: string, manifest: TemplateManifest): void {
  writeAtomically(path, JSON.stringify({ version: MANIFEST_VERSION, ...manifest }, undefined, 2), { flush: true });
}

/** Notes that a template, or what it was made from, is another file now, with the same content: the next process need not hash it again. */
export function adoptRestored(templatePath: string, manifest: TemplateManifest): void {
  try {
    writeManifest(manifestPathOf(templatePath), manifest);
  } catch {
    // A cache that is read-only serves as well; it only takes longer.
  }
}

/** Notes that a template is in use: its manifest's modification time is what pruning goes by. */
export function noteUse(templatePath: string): void {
  const now = new Date();
  try {
    utimesSync(manifestPathOf(templatePath), now, now);
  } catch {
    // A cache that is read-only, or pruned this very moment, is no reason to fail.
  }
}
