/** What `pnpm bench` measures, in this order; `pnpm bench:suite` has the rest. */
export const FIGURE_NAMES: readonly string[] = [
  "known-path",
  "new-database",
  "new-database-on-disk",
  "first-call",
  "build-template",
  "memory",
];
