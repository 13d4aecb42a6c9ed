import { relative } from "node:path";

import { misuseTypeError } from "../../errors/misuse-error.js";

/** What is used of the context that node:test gives to a test and its hooks; that of `@types/node` fits. */
export interface NodeTestContext {
  readonly name: string;
  /** The names of what the test is in, and its own, with ` > ` between them. */
  readonly fullName?: string;
  /** Absolute; Node 22 and later. */
  readonly filePath?: string | undefined;
  readonly signal: AbortSignal;
  /** Whether the test has passed, as far as it has come: `todo` and subtests are not in it. */
  readonly passed?: boolean;
  after(work: () => unknown): void;
  afterEach(work: (subtest: NodeTestContext) => void): void;
  diagnostic(message: string): void;
}

/** What node:test gives to a hook of a suite. The types of `beforeEach` allow for it as well, but it gets the context of a test. */
export interface NodeSuiteContext {
  readonly name: string;
  readonly signal: AbortSignal;
}

/** What node:test calls the test that stands for a whole file; it has a context as well. */
const ROOT_NAME = "<root>";

/**
 * Checks that a value is the context of a test.
 *
 * @throws `TypeError` for that of a `before` hook, and for what is none
 */
export function requireTestContext(value: unknown): asserts value is NodeTestContext {
  if (isTestContext(value) && value.name !== ROOT_NAME) return;
  throw misuseTypeError(
    "testDatabase: expected the context of a test, as node:test gives it to the function of a test and to beforeEach (async (t) => …), " +
      `got ${describeContext(value)}. A database for several tests is made with initTestDb() in before, and disposed of in after.`,
  );
}

/** The test's file as messages name it, relative to the working directory. */
export function fileOfTest({ filePath = process.argv[1] }: NodeTestContext): string {
  return filePath === undefined ? "" : relative(process.cwd(), filePath);
}

/** The names of what a test is in, as one title; none at the top of a file. */
export function suiteOfTest({ name, fullName = name }: NodeTestContext): readonly string[] {
  const around = fullName.slice(0, -` > ${name}`.length);
  return around === "" ? [] : [around];
}

function isTestContext(value: unknown): value is NodeTestContext {
  return typeof value === "object" && value !== null && "after" in value && "diagnostic" in value && "signal" in value;
}

function describeContext(value: unknown): string {
  if (isTestContext(value)) return "that of a before hook at the top of the file";
  const isSuite = typeof value === "object" && value !== null && "name" in value && "signal" in value;
  return isSuite ? `that of the suite ${JSON.stringify(value.name)}` : typeof value;
}
