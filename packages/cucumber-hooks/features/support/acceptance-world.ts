import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setWorldConstructor, World } from "@cucumber/cucumber";

import { createSuite, type Suite, type SuiteResult } from "../../test/helpers/create-suite.js";
import { hooksDirectory } from "../../test/helpers/target.js";

/** A small suite of its own for each scenario, and what became of running it. */
export class AcceptanceWorld extends World {
  readonly environment: Record<string, string> = {};
  #suite: Suite | undefined;
  #result: SuiteResult | undefined;

  /** Made when it is first asked for, from the files of `features/suite`. */
  get suite(): Suite {
    this.#suite ??= createSuite(readFiles(join(hooksDirectory, "features/suite")));
    return this.#suite;
  }

  /** Of the run before. */
  get result(): SuiteResult {
    if (this.#result === undefined) throw new Error("Cucumber has not run yet");
    return this.#result;
  }

  async runCucumber(arguments_: readonly string[]): Promise<void> {
    this.#result = await this.suite.start(arguments_, this.environment).end;
  }

  /** Runs Node, or a Cucumber from elsewhere than `node_modules`. */
  async runNode(arguments_: readonly string[]): Promise<void> {
    this.#result = await this.suite.startNode(arguments_, this.environment).end;
  }

  /** What the steps of the suite noted, in order of time. */
  get events(): readonly string[] {
    const file = this.suite.path("events.txt");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }
}

setWorldConstructor(AcceptanceWorld);

/** Contents of the files below a folder, by name. */
function readFiles(directory: string): Readonly<Record<string, string>> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [relative(directory, path), readFileSync(path, "utf8")]));
}
