import "../../errors/refuse-old-node.js";
import { createRequire } from "node:module";
import { join } from "node:path";

import { attempt } from "../../errors/attempt.js";
import { misuseTypeError } from "../../errors/misuse-error.js";
import type { SandboxGlobal } from "./circus.js";
import { TestFile } from "./test-file.js";

/** What is used of a test environment of Jest. */
export interface JestEnvironment {
  readonly global: object;
  setup(): Promise<void>;
  teardown(): Promise<void>;
  handleTestEvent?(event: never, state: never): void | Promise<void>;
}

// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript extends a class of a type parameter only if it takes `any[]` (TS2545).
type EnvironmentClass = new (...args: any[]) => JestEnvironment;

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
export function withPicklejar<Base extends EnvironmentClass>(base: Base): Base {
  if (typeof base !== "function")
    throw misuseTypeError(`withPicklejar: expected the class of a test environment, got ${typeof base}`);
  return class extends base {
    readonly #file: TestFile;

    // The second is Jest's context.
    constructor(...args: ConstructorParameters<EnvironmentClass>) {
      super(...args);
      const context: { readonly testPath: string } = args[1];
      if (!isSandbox(this.global))
        throw misuseTypeError("testEnvironment: expected one that gives its tests process, as Jest's own do");
      this.#file = new TestFile({ testPath: context.testPath, global: this.global });
    }

    override async setup(): Promise<void> {
      await super.setup();
      await this.#file.prepare();
      const own: Readonly<Record<string, object>> = {
        jest: { useTestDatabase: this.#file.use.bind(this.#file) },
        index: { openTestDatabase: this.#file.open.bind(this.#file) },
      };
      // Copies: when a file ends, Jest deletes what it finds in the sandbox.
      const share = (name: string): object =>
        name === "jest" ? { ...own["jest"] } : { ...require(`./${name}.js`), ...own[name] };
      Object.defineProperty(this.global, SHARED, { value: share, configurable: true });
    }

    override async teardown(): Promise<void> {
      await this.#file.end();
      Reflect.deleteProperty(this.global, SHARED);
      await super.teardown();
    }

    override async handleTestEvent(event: never, state: never): Promise<void> {
      await super.handleTestEvent?.(event, state);
      await this.#file.handle(event, state);
    }
  };
}

function isSandbox(global: object): global is SandboxGlobal {
  return "process" in global;
}

/** Jest's environment for Node. It comes with Jest, where only Jest itself may find it. */
function loadNodeEnvironment(): EnvironmentClass {
  const runner = Object.keys(require.cache).find((path) => /[\\/]jest-runner[\\/]build[\\/]/.test(path));
  const places = [...(runner === undefined ? [] : [runner]), join(process.cwd(), "package.json")];
  for (const place of places) {
    const found = attempt((): { readonly TestEnvironment: EnvironmentClass } => createRequire(place)("jest-environment-node"));
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
const PicklejarNodeEnvironment: EnvironmentClass = withPicklejar(loadNodeEnvironment());
export default PicklejarNodeEnvironment;
