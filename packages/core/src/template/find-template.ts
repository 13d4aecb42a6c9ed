import { statSync } from "node:fs";

import { digestFile } from "../files/identity/digest-file.js";
import { isAsNoted, noteFile } from "../files/identity/file-identity.js";
import { readManifest } from "./manifest.js";
import { manifestPathOf } from "./template-paths.js";
import type { Template, TemplateManifest } from "./template.js";
import { firstLineOf } from "../errors/message-of.js";

export type FindTemplateResult =
  | {
      readonly state: "found";
      readonly template: Template;
      /** Whether another file with the same content is there, for example because CI restored its cache. */
      readonly isRestored: boolean;
    }
  | { readonly state: "missing" }
  | { readonly state: "damaged"; readonly path: string; readonly problem: string };

/**
 * Finds a template, and compares it with its manifest: by size, inode and times, and by content only if these differ, since hashing takes about a
 * millisecond a megabyte.
 */
export function findTemplate(path: string): FindTemplateResult {
  const manifest = readManifest(manifestPathOf(path));
  const stats = statSync(path, { throwIfNoEntry: false });
  if (manifest === undefined || stats === undefined) return { state: "missing" };
  if (isAsNoted(stats, manifest)) return { state: "found", template: { path, manifest }, isRestored: false };
  if (stats.size !== manifest.sizeBytes) {
    return { state: "damaged", path, problem: `it has ${stats.size} bytes where its manifest says ${manifest.sizeBytes}` };
  }
  const problem = whyNotAsBuilt(path, manifest);
  if (problem !== undefined) return { state: "damaged", path, problem };
  return { state: "found", template: { path, manifest: { ...manifest, ...noteFile(stats) } }, isRestored: true };
}

function whyNotAsBuilt(path: string, { contentHash }: TemplateManifest): string | undefined {
  try {
    return digestFile(path) === contentHash ? undefined : "its content is not what was built";
  } catch (error) {
    return `it cannot be read: ${firstLineOf(error)}`;
  }
}
