import { refusal } from "../../../misuse-error.js";
import { suggest } from "../../../../options/option-error.js";
import type { ProjectFolder } from "../project-folder.js";
import { findPlaywrightConfig } from "./playwright.js";

/** A test runner, as `--runner` calls it. */
export type RunnerName = keyof typeof RUNNERS;

/** What is known of each. */
const RUNNERS = {
  cucumber: { title: "Cucumber", packages: ["@cucumber/cucumber"], oldest: 12 },
  vitest: { title: "Vitest", packages: ["vitest"], oldest: 4 },
  "node-test": { title: "node:test", packages: [], oldest: undefined },
  jest: { title: "Jest", packages: ["jest", "@jest/core", "ts-jest"], oldest: undefined },
  mocha: { title: "Mocha", packages: ["mocha"], oldest: 11 },
  playwright: { title: "Playwright", packages: ["@playwright/test"], oldest: undefined },
} as const satisfies Readonly<Record<string, { title: string; packages: readonly string[]; oldest: number | undefined }>>;

export const RUNNER_NAMES = Object.keys(RUNNERS).filter((name): name is RunnerName => name in RUNNERS);

/** They win over the other runners of a project. */
const PREFERRED: ReadonlySet<RunnerName> = new Set(["cucumber", "vitest"]);

/** The others win over them: a project that tests its pages with Playwright tests its database elsewhere, most often. */
const LAST: ReadonlySet<RunnerName> = new Set(["playwright"]);

/** A runner that the project uses, or that `--runner` names. */
export interface FoundRunner {
  readonly name: RunnerName;
  /** As people write it. */
  readonly title: string;
  /** The package that the project must have; `undefined` if Node has the runner. */
  readonly package: string | undefined;
  /** What shows it. */
  readonly evidence: string;
  /** Others that were found, which `init` does nothing for. */
  readonly others: readonly string[];
  /** What to know before one uses it. */
  readonly notes: readonly string[];
}

/**
 * Finds the runner by the dependencies and scripts of package.json.
 *
 * @throws misuse if there is none, or if it could be one of several
 */
export function findRunner(project: ProjectFolder, given: string | undefined): FoundRunner {
  const found = RUNNER_NAMES.filter((name) => evidenceOf(project, name) !== undefined);
  if (given !== undefined) return describe(project, requireRunnerName(given), found);
  const candidates = firstOf(found, [(name) => PREFERRED.has(name), (name) => !LAST.has(name), () => true]);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return describe(project, only, found);
  const directory = JSON.stringify(project.directory);
  if (only === undefined)
    throw refusal(
      `Found no test runner in the package.json of ${directory}: no @cucumber/cucumber, vitest, jest, mocha or @playwright/test, and no script with node --test. ` +
        `Say which you want: --runner cucumber, --runner vitest or --runner node-test`,
    );
  const titles = candidates.map((name) => `  --runner ${name}  (${evidenceOf(project, name)})`);
  throw refusal(`Found several test runners in ${directory}. Say which:\n${titles.join("\n")}`);
}

/** Those of the first class that has any. */
function firstOf(names: readonly RunnerName[], classes: readonly ((name: RunnerName) => boolean)[]): readonly RunnerName[] {
  return classes.map((isInClass) => names.filter((name) => isInClass(name))).find((found) => found.length > 0) ?? [];
}

function requireRunnerName(given: string): RunnerName {
  const name = RUNNER_NAMES.find((known) => known === given);
  if (name !== undefined) return name;
  throw refusal(
    `--runner: expected one of ${RUNNER_NAMES.join(", ")}, got ${JSON.stringify(given)}${suggest(given, RUNNER_NAMES)}`,
  );
}

function evidenceOf(project: ProjectFolder, name: RunnerName): string | undefined {
  const { dependencies, manifest } = project;
  const dependency = RUNNERS[name].packages.find((it) => dependencies.has(it));
  if (dependency !== undefined) return `${dependency} in package.json`;
  if (name === "playwright") return findPlaywrightConfig(project);
  if (name !== "node-test") return undefined;
  const script = Object.entries(manifest.scripts).find(([, command]) => /\bnode\b[^&|;]*\s--test\b/.test(command));
  return script === undefined ? undefined : `script "${script[0]}" in package.json`;
}

function describe(project: ProjectFolder, name: RunnerName, found: readonly RunnerName[]): FoundRunner {
  const { title, packages } = RUNNERS[name];
  return {
    name,
    title,
    package: packages[0],
    evidence: evidenceOf(project, name) ?? "--runner",
    others: found.filter((other) => other !== name).map((other) => RUNNERS[other].title),
    notes: noteOldVersion(project, name),
  };
}

function noteOldVersion({ dependencies }: ProjectFolder, name: RunnerName): readonly string[] {
  const { oldest, packages, title } = RUNNERS[name];
  const range = packages.map((it) => dependencies.get(it)).find((it) => it !== undefined);
  const major = /^[\^~>=v\s]*(\d+)/.exec(range ?? "")?.[1];
  if (oldest === undefined || major === undefined || Number(major) >= oldest) return [];
  return [`package.json asks for ${title} ${range ?? ""}; picklejar needs ${title} ${oldest} or later. Update it first.`];
}
