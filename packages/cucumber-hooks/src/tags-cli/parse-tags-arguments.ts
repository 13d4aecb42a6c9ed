import { parseArgs } from "node:util";
import { messageOf, nameErrors } from "@picklejar/core/integration";

import type { ExpectedFailureTags } from "../expected-failure/tags/tag-vocabulary.js";

/** The arguments are wrong. */
export class MisuseError extends Error {}

nameErrors({ MisuseError });

export interface TagsArguments {
  readonly help: boolean;
  readonly json: boolean;
  /** Files, folders and globs. */
  readonly paths: readonly string[];
  /** Name of standard input in messages; absent if files are read. */
  readonly stdinPath: string | undefined;
  /** Names of tags, which win over those of the configuration. */
  readonly tags: ExpectedFailureTags;
}

export const TAGS_HELP = `Usage: picklejar-tags [options] [path...]

Checks the tags of scenarios that capture bugs, without running them.

  path                    feature files, folders or globs (default: features)
  -                       standard input, named stdin.feature in messages

  --stdin-path <path>     standard input, with this name in messages
  --expected-fail <tag>   a tag that marks a scenario that must fail; may be repeated (default: @tdd_expected_fail)
  --issue <tag>           a tag that marks a scenario of an issue; may be repeated (default: @tdd_issue)
  --json                  print JSON: { files, problems: [{ file, line, column, severity, problem, cure }] }
  -h, --help              print help

The picklejar configuration may set names of tags, and the steps that count, under cucumber.expectedFailures.

Exit codes: 0 fine, 1 something is wrong with tags or Gherkin, 2 misuse.
`;

const OPTIONS = {
  help: { type: "boolean", short: "h", default: false },
  json: { type: "boolean", default: false },
  "stdin-path": { type: "string" },
  "expected-fail": { type: "string", multiple: true },
  issue: { type: "string", multiple: true },
} as const;

/** @throws MisuseError */
export function parseTagsArguments(words: readonly string[]): TagsArguments {
  const { values, positionals } = parse(words);
  const stdinPath = values["stdin-path"] ?? (positionals.includes("-") ? "stdin.feature" : undefined);
  const paths = positionals.filter((path) => path !== "-");
  if (stdinPath !== undefined && paths.length > 0)
    throw new MisuseError(`expected either standard input or files, got both: ${paths.join(" ")}`);
  const { "expected-fail": expectedFail, issue } = values;
  return {
    help: values.help,
    json: values.json,
    paths: paths.length > 0 ? paths : ["features"],
    stdinPath,
    tags: { ...(expectedFail === undefined ? {} : { expectedFail }), ...(issue === undefined ? {} : { issue }) },
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new MisuseError(messageOf(error));
  }
}
