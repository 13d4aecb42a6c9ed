import { FIGURE_TASKS } from "../figures/figure-tasks.js";

/** Measures the figure that is named on the command line, and sends the result to the parent process. */
async function main(): Promise<void> {
  const [name = "", workDirectory = "", speed = ""] = process.argv.slice(2);
  const task = FIGURE_TASKS.get(name);
  if (task === undefined)
    throw new RangeError(`the figure must be one of ${[...FIGURE_TASKS.keys()].join(", ")}; got "${name}"`);
  const figures = await task({ workDirectory, isQuick: speed === "quick" });
  process.send?.(figures);
  process.disconnect?.();
}

await main();
