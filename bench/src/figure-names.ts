/** All that can be measured, in this order. */
export const FIGURE_NAMES: readonly string[] = [
  "known-path",
  "new-database",
  "new-database-on-disk",
  "first-call",
  "build-template",
  "memory",
];
