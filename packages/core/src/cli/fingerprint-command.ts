import { hash } from "node:crypto";

import { computeFingerprints, type Fingerprint } from "../template/fingerprint/fingerprint.js";
import type { CommandOptions, CommandResult } from "./command-result.js";
import { loadDatabases } from "./load-databases.js";

interface FingerprintedDatabase {
  readonly database: string;
  readonly migrated: Fingerprint;
  readonly seeded: Fingerprint | undefined;
}

/** `picklejar fingerprint`: prints a cache key for CI: the fingerprint of the database, or a hash over those of several. */
export async function runFingerprint(options: CommandOptions): Promise<CommandResult> {
  const { databases } = await loadDatabases(options);
  const computed: FingerprintedDatabase[] = [];
  for (const database of databases) {
    const { migrated, seeded } = await computeFingerprints(database);
    computed.push({ database: database.name, migrated, seeded });
  }
  const fingerprint = combine(computed.map(({ database, migrated, seeded }) => [database, (seeded ?? migrated).hash]));
  return { exitCode: 0, data: { fingerprint, databases: computed }, lines: [fingerprint] };
}

function combine(hashes: readonly (readonly [name: string, hash: string])[]): string {
  const [first] = hashes;
  if (first !== undefined && hashes.length === 1) return first[1];
  return hash("sha256", JSON.stringify(hashes));
}
