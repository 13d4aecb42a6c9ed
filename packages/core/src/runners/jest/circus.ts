/** A test, as jest-circus keeps it. */
export interface CircusTest {
  readonly type: "test";
  readonly name: string;
  readonly parent: DescribeBlock;
  readonly concurrent: boolean;
  readonly failing: boolean;
  /** How often it has begun. */
  readonly invocations: number;
  readonly errors: unknown[];
  fn: unknown;
}

/** A `describe`, or the file itself. */
export interface DescribeBlock {
  readonly type: "describeBlock";
  readonly name: string;
  readonly parent?: DescribeBlock | undefined;
  readonly children: readonly (DescribeBlock | CircusTest)[];
}

/** What jest-circus tells an environment of; only what is used here. */
export interface CircusEvent {
  readonly name: string;
  readonly test?: CircusTest | undefined;
}

/** The state of jest-circus for one test file. */
export interface CircusState {
  readonly currentDescribeBlock: DescribeBlock;
  readonly rootDescribeBlock: DescribeBlock;
  readonly hasStarted: boolean;
  /** Of `jest.retryTimes` within a `describe`; Jest 30.5 and later. */
  readonly describeRetryOptions?: ReadonlyMap<DescribeBlock, unknown> | undefined;
}

/** What is used of the global object that the tests of a file see. */
export interface SandboxGlobal {
  readonly process: { readonly env: NodeJS.ProcessEnv };
}

/** The blocks that one is in, from itself to the file. */
export function blocksAround(block: DescribeBlock): readonly DescribeBlock[] {
  const blocks: DescribeBlock[] = [];
  for (let each: DescribeBlock | undefined = block; each !== undefined; each = each.parent) blocks.push(each);
  return blocks;
}

/** All tests of a block and of those within it. */
export function testsOf(block: DescribeBlock): readonly CircusTest[] {
  return block.children.flatMap((child) => (child.type === "test" ? [child] : testsOf(child)));
}
