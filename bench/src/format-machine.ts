import type { Machine } from "./machine.js";

/** Where and with what it was measured, in one line. */
export function formatMachine({ cpu, cores, memoryGigabytes, system, loadBefore, versions }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const busy = loadBefore >= cores / 2 ? " The machine was busy: repeat before believing a small difference." : "";
  return `${cpu}, ${cores} cores, ${memoryGigabytes} GB, ${system}; ${list.join(", ")}; load ${loadBefore}.${busy}`;
}
