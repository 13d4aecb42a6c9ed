/**
 * What picklejar is tried on, beside the workspace's own versions: dependencies by target, `node` being a major version of Node.
 * The tests of the hooks run on each but the one that has the workspace's own versions: `pnpm test` runs them on those.
 *
 * The oldest Cucumber of the peer range, the newest one for Node 20, and the newest of all.
 */
export const TARGETS = {
  "node20-cucumber12.0": { node: "20", "@cucumber/cucumber": "12.0.0", "better-sqlite3": "^12.0.0" },
  "node20-cucumber12.9": { node: "20", "@cucumber/cucumber": "~12.9.0", "better-sqlite3": "^12.0.0" },
  // Only when it is named, as better-sqlite3 11 has to be compiled.
  "node20-sqlite11": { node: "20", "@cucumber/cucumber": "~12.9.0", "better-sqlite3": "11.3.0" },
  "node24-cucumber13": { node: "24", "@cucumber/cucumber": "^13.0.0", "better-sqlite3": "^13.0.0" },
};

/** Whether a target has the versions that the workspace itself has: only the packages differ there, which are packed. */
export function isLikeWorkspace(name) {
  return name === "node20-cucumber12.9";
}

/** Whether a target is tried only when it is named, by the suite and the strategies. */
export function isOnRequest(name) {
  return name === "node20-sqlite11";
}

/** Whether a target has the workspace's Node and better-sqlite3, on which strategies depend; they know nothing of Cucumber. */
export function hasNodeOfWorkspace(name) {
  return TARGETS[name].node === "20" && TARGETS[name]["better-sqlite3"] === "^12.0.0";
}

/** The target on which everything is tried. */
export const NEWEST = "node24-cucumber13";
