import { getOrCreate } from "../../files/get-or-create.js";
import type { FingerprintInput } from "./fingerprint-input.js";

/** One input by which two fingerprints differ. */
export interface FingerprintChange {
  readonly change: "added" | "removed" | "changed";
  readonly kind: FingerprintInput["kind"];
  /** As in {@link FingerprintInput}. */
  readonly name: string;
}

/** Lists the inputs that were added, removed or changed between two fingerprints. A migration that only moved counts as changed. */
export function diffFingerprints(
  before: { readonly inputs: readonly FingerprintInput[] },
  after: { readonly inputs: readonly FingerprintInput[] },
): FingerprintChange[] {
  const earlier = groupByName(before.inputs);
  const later = groupByName(after.inputs);
  const changes = [...later].flatMap(([key, { kind, name, digests }]): FingerprintChange[] => {
    const other = earlier.get(key);
    if (other === undefined) return [{ change: "added", kind, name }];
    return other.digests.join() === digests.join() ? [] : [{ change: "changed", kind, name }];
  });
  const removed = [...earlier].filter(([key]) => !later.has(key));
  const all = [...changes, ...removed.map(([, { kind, name }]): FingerprintChange => ({ change: "removed", kind, name }))];
  return all.length > 0 ? all : listMoved(before.inputs, after.inputs);
}

interface NamedInputs {
  readonly kind: FingerprintInput["kind"];
  readonly name: string;
  /** Several if several versions of a package are installed. */
  readonly digests: string[];
}

function groupByName(inputs: readonly FingerprintInput[]): Map<string, NamedInputs> {
  const groups = new Map<string, NamedInputs>();
  for (const { kind, name, digest } of inputs) {
    getOrCreate(groups, `${kind}\0${name}`, () => ({ kind, name, digests: [] })).digests.push(digest);
  }
  return groups;
}

function listMoved(before: readonly FingerprintInput[], after: readonly FingerprintInput[]): FingerprintChange[] {
  const moved = after.filter(({ kind, name }, index) => before[index]?.kind !== kind || before[index].name !== name);
  return moved.map(({ kind, name }) => ({ change: "changed", kind, name }));
}
