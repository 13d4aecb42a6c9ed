/** What a package may import, by its name after `@picklejar/core`, and the source it is made of. After a change: `pnpm --filter @picklejar/core entries`. */
export const ENTRIES: Readonly<Record<string, string>> = {
  ".": "index.ts",
  "./migrators": "migrators/index.ts",
  "./vitest": "runners/vitest/fixture.ts",
  "./vitest/hooks": "runners/vitest/hooks.ts",
  "./vitest/setup": "runners/vitest/setup.ts",
  "./jest": "runners/jest/fixture.ts",
  "./jest/environment": "runners/jest/environment.ts",
  "./jest/setup": "runners/jest/setup.ts",
  "./jest/teardown": "runners/jest/teardown.ts",
  "./node-test": "runners/node-test/test-database.ts",
  "./mocha": "runners/mocha/root-hooks.ts",
  "./playwright": "runners/playwright/fixture.ts",
  "./playwright/setup": "runners/playwright/setup.ts",
  "./integration": "integration.ts",
  // Names that moved, and say where to.
  "./vitest-fixture": "runners/moved/vitest-fixture.ts",
  "./jest-setup": "runners/moved/jest-setup.ts",
  "./jest-teardown": "runners/moved/jest-teardown.ts",
};

/** Entries that import a package which Node can only `import`; a `require` of them gets a sentence. They take everything of ours from `vitest-core`. */
export const ONLY_IMPORTED: readonly string[] = ["./vitest", "./vitest/hooks"];

/** Files that entries import, but that nobody else may. */
export const PARTS: Readonly<Record<string, string>> = { "vitest-core": "runners/vitest/core.ts" };

/** Files that the package starts, or loads, by their name. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  cli: "cli/main.ts",
  "verify-child": "cli/verify/verify-child.ts",
  "build-child": "template/build/build-child.ts",
  "copy-database-files": "evidence/snapshots/copy-database-files.ts",
};

/** Entries that Jest's sandbox takes from outside of it, where its environment has put them. */
export const SHARED_WITH_JEST: readonly string[] = [".", "./integration", "./jest"];

/** The file of an entry in the bundle, without its extension: all of them lie side by side there. */
export function fileOf(entry: string): string {
  const moved = ENTRIES[entry]?.startsWith("runners/moved/") === true;
  return entry === "." ? "index" : `${moved ? "moved-" : ""}${entry.slice(2).replaceAll("/", "-")}`;
}
