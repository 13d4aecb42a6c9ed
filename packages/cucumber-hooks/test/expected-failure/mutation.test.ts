import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { afterEach, describe, expect, test } from "vitest";

import { createContractProject, statusOf, type ContractRun } from "./contract-project.js";
import { loadImplementation } from "./implementation.js";
import { createMutants, type Mutant } from "./mutants.js";
import { SITUATIONS } from "./situations.js";
import { CLAIMS, check } from "./verdict-table.js";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** Where the verdict is made. What only words or sorts reports is not among them. */
const MODULES = [
  "check-expected-failures",
  "expected-failure-judge",
  "expected-failure-options",
  "install-expected-failures",
  "tags/bug-tags",
  "tags/check-tags",
  "tags/expected-scenario",
  "filtered-tags",
  "tags/index-document",
  "tags/resembling-tag",
  "tags/step-phase",
  "tags/tag-vocabulary",
  "verdict/attempt-memory",
  "verdict/failures/assertion-error",
  "verdict/failures/carried-values",
  "verdict/failures/closed-connections",
  "verdict/failures/error-chain",
  "verdict/failures/module-failures",
  "verdict/failures/read-thrown",
  "verdict/failures/sentence-pattern",
  "verdict/failures/sqlite-failures",
  "verdict/failures/system-failures",
  "verdict/failures/timed-out",
  "verdict/judge-scenario",
  "verdict/judge-step",
  "verdict/match-issues",
  "verdict/never-the-bug",
  "verdict/parameter-types",
  "verdict/step-result",
  "verdict/thrown-values",
  "verdict/uncaught-errors",
  "verdict/unmatched-steps",
];

/** All of them take half an hour. */
const STRIDE = process.env["PICKLEJAR_MUTANTS"] === "all" ? 1 : 30;

/** Where the copies are. */
let root = "";

afterEach(() => rmSync(root, { recursive: true, force: true }));

const isWorkspace = (process.env["PICKLEJAR_TARGET"] ?? "") === "";

describe("a copy of the verdict in which a condition says the opposite", { tags: "long" }, () => {
  test("is found out, each by the table or by the reports", { timeout: 3_600_000 }, async (context) => {
    if (!isWorkspace) return context.skip("the copies are made of the workspace's own package, which is not under test here");
    const all = MODULES.flatMap((name) => createMutants(`${name}.js`, readModule(name)));
    const mutants = all.filter((_mutant, index) => index % STRIDE === 0);
    if (STRIDE > 1)
      console.log(`left out: ${all.length - mutants.length} of ${all.length} mutants; \`pnpm mutants\` tries all of them`);
    // Within the package's modules, so that its dependencies are found.
    root = mkdtempSync(join(PACKAGE, "node_modules", ".mutants-"));
    const unchanged = { name: "verdict/judge-step.js", code: readModule("verdict/judge-step") };
    expect([isKilledByTable(unchanged, -1), await isKilledByReports(unchanged)]).toEqual([false, false]);
    const startMs = performance.now();
    const left: Mutant[] = [];
    for (const [index, mutant] of mutants.entries()) if (!isKilledByTable(mutant, index)) left.push(mutant);
    const tableMs = performance.now() - startMs;
    const survivors: Mutant[] = [];
    for (const mutant of left) if (!(await isKilledByReports(mutant))) survivors.push(mutant);
    console.log(
      `${mutants.length} mutants: ${mutants.length - left.length} found out by the table in ${Math.round(tableMs / 1000)} s, ` +
        `${left.length - survivors.length} by the reports in ${Math.round((performance.now() - startMs - tableMs) / 1000)} s`,
    );
    expect(all.length).toBeGreaterThan(150);
    expect(survivors.map(({ name }) => name)).toEqual([]);
  });
});

function isKilledByTable(mutant: Mutant, index: number): boolean {
  const copy = join(root, String(index));
  writeMutant(mutant, copy, ["dist/expected-failure"]);
  try {
    const implementation = loadImplementation(join(copy, "dist/expected-failure"));
    return Object.values(CLAIMS)
      .flat()
      .some((claim) => !isDeepStrictEqual(...check(claim, implementation)));
  } catch {
    return true;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

let project: ReturnType<typeof createContractProject> | undefined;

async function isKilledByReports(mutant: Mutant): Promise<boolean> {
  const copy = join(root, "reports");
  writeMutant(mutant, copy, ["dist", "package.json"]);
  project ??= createContractProject(SITUATIONS);
  const link = project.suite.path("node_modules/@picklejar/cucumber-hooks");
  unlinkSync(link);
  symlinkSync(copy, link);
  try {
    return !isRight(await project.run([]), project);
  } catch {
    return true;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function isRight(run: ContractRun, { scenarios, major }: ReturnType<typeof createContractProject>): boolean {
  return scenarios.every((scenario) => {
    const reported = run.messages.get(scenario.name);
    return (
      reported?.status === statusOf(scenario, major) &&
      reported.text.includes(scenario.reason ?? "") &&
      reported.text.includes(scenario.error ?? "")
    );
  });
}

function writeMutant({ name, code }: Mutant, copy: string, parts: readonly string[]): void {
  const isCode = (path: string): boolean => !/\.(?:map|d\.ts|tsbuildinfo)$/.test(path);
  for (const part of parts) cpSync(join(PACKAGE, part), join(copy, part), { recursive: true, filter: isCode });
  writeFileSync(join(copy, "dist/expected-failure", name.split(":")[0] ?? ""), code);
}

function readModule(name: string): string {
  return readFileSync(join(PACKAGE, "dist/expected-failure", `${name}.js`), "utf8");
}
