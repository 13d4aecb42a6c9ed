import "../../errors/refuse-old-node.js";
import { createRequire } from "node:module";
import { join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import type { CircusEvent, CircusState, SandboxGlobal } from "./circus.js";
import { TestFile } from "./test-file.js";

/** What is used of a test environment of Jest. */
export interface JestEnvironment {
  readonly global: object;
  setup(): Promise<void>;
  teardown(): Promise<void>;
  handleTestEvent?(event: never, state: never): void | Promise<void>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- A class that is to be extended takes any arguments.
type EnvironmentClass<Environment extends JestEnvironment> = new (...args: any[]) => Environment;

/** The name by which the sandbox finds the instance that runs outside of it; the bundle's entries ask for it. */
const SHARED = Symbol.for("picklejar.core");

const require = createRequire(import.meta.url);

/**
 * Adds picklejar to a test environment, for example to the one of jsdom.
 *
 * ```js
 * const { withPicklejar } = require("@picklejar/core/jest/environment");
 * const { TestEnvironment } = require("jest-environment-jsdom");
 * module.exports = withPicklejar(TestEnvironment);
 * ```
 *
 * @remarks Jest gives each test file modules and globals of its own. The environment runs outside of that, so that one instance of picklejar serves all
 * files of a worker. Its values come from there: `instanceof` and `assert.deepStrictEqual` fail on them, `toEqual` and `toStrictEqual` hold.
 */
export function withPicklejar<Environment extends JestEnvironment>(
  base: EnvironmentClass<Environment>,
): EnvironmentClass<Environment> {
  if (typeof base !== "function")
    throw misuseTypeError(`withPicklejar: expected the class of a test environment, got ${typeof base}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TypeScript extends no class of a type parameter.
  const Base = base as EnvironmentClass<JestEnvironment>;
  class PicklejarEnvironment extends Base {
    readonly #file: TestFile;

    // oxlint-disable-next-line typescript/no-explicit-any -- Whatever the base takes; the second is Jest's context.
    constructor(...args: any[]) {
      super(...args);
      const context: { readonly testPath: string } = args[1];
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Every environment of Jest has `process`.
      this.#file = new TestFile({ testPath: context.testPath, global: this.global as SandboxGlobal });
    }

    override async setup(): Promise<void> {
      await super.setup();
      const useTestDatabase = this.#file.use.bind(this.#file);
      // Copies: when a file ends, Jest deletes what it finds in the sandbox.
      const share = (name: string): object => (name === "jest" ? { useTestDatabase } : { ...require(`./${name}.js`) });
      Object.defineProperty(this.global, SHARED, { value: share, configurable: true });
    }

    override async teardown(): Promise<void> {
      await this.#file.end();
      Reflect.deleteProperty(this.global, SHARED);
      await super.teardown();
    }

    override async handleTestEvent(event: CircusEvent, state: CircusState): Promise<void> {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Jest's own types say more of both.
      await super.handleTestEvent?.(event as never, state as never);
      await this.#file.handle(event, state);
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- It is the base, and more.
  return PicklejarEnvironment as unknown as EnvironmentClass<Environment>;
}

/** Jest's environment for Node. It comes with Jest, where only Jest itself may find it. */
function loadNodeEnvironment(): EnvironmentClass<JestEnvironment> {
  const runner = Object.keys(require.cache).find((path) => /[\\/]jest-runner[\\/]build[\\/]/.test(path));
  const places = [...(runner === undefined ? [] : [runner]), join(process.cwd(), "package.json")];
  for (const place of places) {
    const found = attempt((): { readonly TestEnvironment: EnvironmentClass<JestEnvironment> } =>
      createRequire(place)("jest-environment-node"),
    );
    if (found !== undefined) return found.TestEnvironment;
  }
  return class {
    readonly global = {};
    constructor() {
      throw misuseTypeError(
        'testEnvironment: expected Jest 30, whose package "jest-environment-node" is not found. Install it.',
      );
    }
    async setup(): Promise<void> {}
    async teardown(): Promise<void> {}
  };
}

/** `testEnvironment` for Jest: its environment for Node, with {@link withPicklejar}. */
const PicklejarNodeEnvironment: EnvironmentClass<JestEnvironment> = withPicklejar(loadNodeEnvironment());
export default PicklejarNodeEnvironment;
