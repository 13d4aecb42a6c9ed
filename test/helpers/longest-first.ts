import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take long for their size, the longest first: what `PICKLEJAR_TEST_COSTS=1` printed. `vitest.config.ts` refuses one that is not there. */
export const LONGEST: readonly string[] = [
  "packages/cucumber-hooks/test/acceptance.test.ts",
  "packages/cucumber-hooks/test/kill-points.test.ts",
  "packages/core/test/cli/init/suites.test.ts",
  "packages/core/test/template/observed-inputs.test.ts",
  "packages/core/test/evidence/retained/killed-while-retaining.test.ts",
  "packages/core/test/strategies/random-scenarios.test.ts",
  "packages/cucumber-hooks/test/many-scenarios.test.ts",
  "test/readme.test.ts",
  "packages/cucumber-hooks/test/recorder.test.ts",
  "packages/cucumber-hooks/test/run-progress.test.ts",
  "packages/cucumber-hooks/test/expected-failure/contract.test.ts",
  "packages/core/test/strategies/hazards-in-memory.test.ts",
  "packages/core/test/record/fast-path.test.ts",
];

/**
 * Starts the longest files of a project first, so that none of them runs alone at the end. Vitest itself orders files by how long they took the last time, and
 * those that it does not know by their size, as in a fresh clone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sortAsVitest = super.sort.bind(this);
    const sorted = await sortAsVitest(files);
    // Files of one project stay next to each other: those that share a process only go on in it if the next file does too.
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) =>
      sorted.filter((file) => file.project === project).toSorted((one, other) => this.#placeOf(one) - this.#placeOf(other)),
    );
  }

  #placeOf({ moduleId }: TestSpecification): number {
    const place = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
    return place === -1 ? LONGEST.length : place;
  }
}
