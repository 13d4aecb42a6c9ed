import { appendFileSync } from "node:fs";

/** Notes what happened, for the feature that runs this suite to read. Workers may note at the same time. */
export function note(event) {
  appendFileSync("events.txt", `${event}\n`);
}
