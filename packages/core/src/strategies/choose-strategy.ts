import type { Strategy } from "../config/database-config.js";
import type { TemplateManifest } from "../template/template.js";
import { canListDescriptors } from "../files/open-descriptors.js";

/** `auto` stands for one of these. */
export type StrategyName = Exclude<Strategy, "auto">;

/** How scenario databases are made, and why. Plain data. */
export interface StrategyChoice {
  readonly strategy: StrategyName;
  /** As in the configuration. */
  readonly configured: Strategy;
  /** A clause for people, in lower case. */
  readonly reason: string;
}

type KnownTemplate = Pick<TemplateManifest, "journalMode" | "sizeBytes"> | undefined;

const MIB = 1024 * 1024;

/** From this size on, `auto` picks the overlay. A smaller template is copied in at most 3 ms, and an application can notice an overlay. */
export const OVERLAY_FROM_BYTES = 4 * MIB;

/** Chooses by the configuration and the template. Looks at no file. */
export function chooseStrategy(configured: Strategy, template: KnownTemplate): StrategyChoice {
  if (configured !== "auto" && configured !== "overlay") {
    return { strategy: configured, configured, reason: "the configuration says so" };
  }
  const hindrance = whyNoOverlay(template);
  if (hindrance !== undefined) {
    const reason = configured === "overlay" ? `although the configuration says "overlay": ${hindrance}` : hindrance;
    return { strategy: "copy", configured, reason };
  }
  if (configured === "overlay") return { strategy: "overlay", configured, reason: "the configuration says so" };
  const limit = `${OVERLAY_FROM_BYTES / MIB} MiB`;
  return (template?.sizeBytes ?? 0) >= OVERLAY_FROM_BYTES
    ? { strategy: "overlay", configured, reason: `auto picks it: a template in WAL mode of ${limit} or more` }
    : { strategy: "copy", configured, reason: `auto picks it: the template has less than ${limit}` };
}

/** Why a template cannot have overlays, as a clause; `undefined` where it can. */
export function whyNoOverlay(template: KnownTemplate): string | undefined {
  if (template === undefined) return "there is no template";
  if (template.journalMode !== "wal") return "the template is not in WAL mode, without which there is no overlay";
  if (!canListDescriptors()) return "this system does not list open descriptors, without which an overlay is not safe";
  return undefined;
}
