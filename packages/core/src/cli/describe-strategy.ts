import type { Strategy } from "../config/database-config.js";

/** How scenario databases come about, and why so. */
export interface StrategyChoice {
  readonly strategy: "copy" | "memory";
  /** As in the configuration. */
  readonly configured: Strategy;
  readonly reason: string;
}

const REASONS: Readonly<Record<Strategy, string>> = {
  auto: "auto picks it: this version has no overlay yet",
  copy: "the configuration says so",
  overlay: "the configuration says overlay, which this version does not have yet",
  memory: "the configuration says so",
};

/** Says which strategy is used where the configuration names one. */
export function describeStrategy(configured: Strategy): StrategyChoice {
  return { strategy: configured === "memory" ? "memory" : "copy", configured, reason: REASONS[configured] };
}
