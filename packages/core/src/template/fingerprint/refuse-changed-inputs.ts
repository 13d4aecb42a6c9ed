import type { ResolvedDatabase } from "../../config/database-config.js";
import { TemplateInputsChangedError } from "../../errors/classes/template-errors.js";
import { diffFingerprints } from "./diff-fingerprints.js";
import { computeFingerprints, type Fingerprint } from "./fingerprint.js";

/**
 * Computes the fingerprint again after a build: somebody may have saved a file or checked out another branch meanwhile, and a template under the
 * wrong fingerprint would be used for ever.
 *
 * @throws {@link TemplateInputsChangedError} `TEMPLATE_INPUTS_CHANGED`
 */
export async function refuseChangedInputs(
  database: ResolvedDatabase,
  fingerprint: Fingerprint,
  kind: "migrated" | "seeded",
): Promise<void> {
  const now = await computeFingerprints(database);
  const current = now[kind];
  if (current?.hash !== fingerprint.hash) {
    const changes = diffFingerprints(fingerprint, current ?? { inputs: [] });
    const names = changes.map(({ kind: inputKind, name }) => `${inputKind} ${name}`);
    throw new TemplateInputsChangedError(database.name, names, "while it was built. Run it again");
  }
  if (now.outdatedModules.length > 0) {
    const names = now.outdatedModules.map((name) => `module ${name}`);
    throw new TemplateInputsChangedError(database.name, names, "after this process had loaded it. Start the process again");
  }
}
