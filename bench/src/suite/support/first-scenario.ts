let endMs: number | undefined;

/** To be called by the last step of each scenario. */
export function noteLastStep(): void {
  endMs ??= performance.now();
}

/** When the last step of the first scenario ran, as `performance.now()` has it. */
export function firstScenarioEndMs(): number {
  if (endMs === undefined) throw new Error("a scenario must have run before");
  return endMs;
}
