import { join } from "node:path";

/** Absolute path of the template with this fingerprint, whether there is one or not. */
export function templatePathOf(cacheDirectory: string, fingerprintHash: string): string {
  return join(cacheDirectory, `${fingerprintHash}.db`);
}

/** Absolute path of the manifest beside a template. */
export function manifestPathOf(templatePath: string): string {
  return `${templatePath.replace(/\.db$/, "")}.json`;
}

/** Absolute path of the lock database of a template. */
export function templateLockPathOf(cacheDirectory: string, fingerprintHash: string): string {
  return join(cacheDirectory, `${fingerprintHash}.lock`);
}
