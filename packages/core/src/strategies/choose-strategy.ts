import type { Strategy } from "../config/database-config.js";
import type { TemplateManifest } from "../template/template.js";
import { canListDescriptors } from "./open-descriptors.js";

/** How scenario databases come about, and why so. Plain data. */
export interface StrategyChoice {
  readonly strategy: Exclude<Strategy, "auto">;
  /** As in the configuration. */
  readonly configured: Strategy;
  /** A clause for people, in lower case. */
  readonly reason: string;
}

/** What the choice depends on. */
export interface ChooseStrategyOptions {
  readonly configured: Strategy;
  /** `undefined` when it is not known as yet, or there is none. */
  readonly template: Pick<TemplateManifest, "journalMode" | "sizeBytes"> | undefined;
  /** Whether scenario databases lie in memory, where a copy costs less. */
  readonly isInMemory: boolean;
}

/**
 * From this size on an overlay pays: below it, a copy costs no more than the looks that a reset takes, and an application finds a file on
 * which it may do everything. On a disk the copy costs more.
 */
const OVERLAY_FROM_BYTES = { memory: 1024 * 1024, disk: 256 * 1024 } as const;

/** Chooses what `strategy` means for a template. Looks at no file. */
export function chooseStrategy({ configured, template, isInMemory }: ChooseStrategyOptions): StrategyChoice {
  if (configured === "memory") return { strategy: "memory", configured, reason: "the configuration says so" };
  if (configured === "copy") return { strategy: "copy", configured, reason: "the configuration says so" };
  const hindrance = whyNoOverlay(template);
  if (hindrance !== undefined) return { strategy: "copy", configured, reason: hindrance };
  if (configured === "overlay") return { strategy: "overlay", configured, reason: "the configuration says so" };
  const storage = isInMemory ? "memory" : "disk";
  const isLarge = (template?.sizeBytes ?? 0) >= OVERLAY_FROM_BYTES[storage];
  const limit = OVERLAY_FROM_BYTES[storage] / 1024;
  const where = isInMemory ? "in memory" : "on a disk";
  return isLarge
    ? { strategy: "overlay", configured, reason: `auto picks it: a template in WAL mode of ${limit} KiB or more, ${where}` }
    : { strategy: "copy", configured, reason: `auto picks it: the template has less than ${limit} KiB, ${where}` };
}

function whyNoOverlay(template: ChooseStrategyOptions["template"]): string | undefined {
  if (template === undefined) return "there is no template";
  if (template.journalMode !== "wal") return "the template is not in WAL mode, without which there is no overlay";
  if (!canListDescriptors()) return "this system does not list open descriptors, without which an overlay is not safe";
  return undefined;
}
