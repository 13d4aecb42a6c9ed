import type { Strategy } from "../config/database-config.js";
import type { TemplateManifest } from "../template/template.js";
import { canListDescriptors } from "../files/processes/open-descriptors.js";
import type { StorageKind } from "../runs/choose-storage.js";

/** `auto` stands for one of these. */
export type StrategyName = Exclude<Strategy, "auto">;

/** How scenario databases are made, and why. Plain data. */
export interface StrategyChoice {
  readonly strategy: StrategyName;
  /** As in the configuration. */
  readonly configured: Strategy;
  /** A clause for people, in lower case. */
  readonly reason: string;
  /** Whether overlays lie on disk although the run is in memory. */
  readonly isOnDisk?: true;
}

type KnownTemplate = Pick<TemplateManifest, "journalMode" | "sizeBytes"> | undefined;

const MIB = 1024 * 1024;

/**
 * From this size on, `auto` picks the overlay. A smaller template is copied soon enough, and an application can notice an overlay.
 *
 * In memory no file tells of each change, so an overlay has to be compared with the template after each test, which takes as long as a copy. Where the run
 * is in memory, overlays are on disk, and cost there the same at any size: a copy in memory is the faster one only up to some size between 5 and 50 MB
 * (docs/benchmarks.md).
 */
const OVERLAY_FROM_BYTES: Readonly<Record<StorageKind, number>> = {
  disk: 4 * MIB,
  memory: 16 * MIB,
  "memory-only": Infinity,
};

/**
 * Chooses by the configuration and the template. Looks at no file.
 *
 * @param storage what holds the databases of the run
 */
export function chooseStrategy(configured: Strategy, template: KnownTemplate, storage: StorageKind): StrategyChoice {
  if (configured !== "auto" && configured !== "overlay") {
    return { strategy: configured, configured, reason: "the configuration says so" };
  }
  const hindrance = whyNoOverlay(template);
  if (hindrance !== undefined) {
    const reason = configured === "overlay" ? `although the configuration says "overlay": ${hindrance}` : hindrance;
    return { strategy: "copy", configured, reason };
  }
  if (configured === "overlay") return { strategy: "overlay", configured, reason: "the configuration says so" };
  const sizeBytes = template?.sizeBytes ?? 0;
  const limit = describeOverlayLimit(storage);
  if (limit === undefined) return { strategy: "copy", configured, reason: "auto picks it: all databases are in memory" };
  if (sizeBytes < OVERLAY_FROM_BYTES[storage])
    return { strategy: "copy", configured, reason: `auto picks it: the template has less than ${limit}` };
  const reason = `auto picks it: a template in WAL mode of ${limit} or more`;
  return storage === "disk"
    ? { strategy: "overlay", configured, reason }
    : { strategy: "overlay", configured, reason: `${reason}, with its files on disk`, isOnDisk: true };
}

/** Gives the size from which on `auto` picks the overlay, with its unit; `undefined` where it never does. */
export function describeOverlayLimit(storage: StorageKind): string | undefined {
  const limit = OVERLAY_FROM_BYTES[storage];
  return Number.isFinite(limit) ? `${limit / MIB} MiB` : undefined;
}

/** Why a template cannot have overlays, as a clause; `undefined` where it can. */
export function whyNoOverlay(template: KnownTemplate): string | undefined {
  if (template === undefined) return "there is no template";
  if (template.journalMode !== "wal") return "the template is not in WAL mode, without which there is no overlay";
  if (!canListDescriptors()) return "this system does not list open descriptors, without which an overlay is not safe";
  return undefined;
}
