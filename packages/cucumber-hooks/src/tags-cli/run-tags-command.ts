import { text } from "node:stream/consumers";
import { toLogJson, toLogText, messageOf } from "@picklejar/core/integration";

import { collectTagProblems, formatTagProblem, type TagProblem, type TagRules } from "../expected-failure/tags/check-tags.js";
import { findFeatureFiles } from "./find-feature-files.js";
import { MisuseError, parseTagsArguments, TAGS_HELP } from "./parse-tags-arguments.js";
import { parseFeature, type ParsedFeature } from "./parse-feature.js";
import { readTagRules } from "./read-tag-rules.js";

/** The output and the exit code of the command. */
export interface TagsCommandResult {
  /** 0 fine, 1 something is wrong with tags or Gherkin, 2 misuse. */
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `picklejar-tags`: checks the tags in feature files without running them. Never throws. */
export async function runTagsCommand(words: readonly string[]): Promise<TagsCommandResult> {
  try {
    const { help, json, paths, stdinPath, tags } = parseTagsArguments(words);
    if (help) return { exitCode: 0, stdout: TAGS_HELP, stderr: "" };
    const rules = await readTagRules(tags);
    const features = stdinPath === undefined ? await readFiles(paths) : [parseFeature(stdinPath, await text(process.stdin))];
    const problems = findProblems(features, rules);
    const exitCode = problems.some(({ severity }) => severity === "error") ? 1 : 0;
    return { exitCode, ...(json ? describeAsJson(features.length, problems) : describe(features.length, problems)) };
  } catch (error) {
    const message = messageOf(error);
    const hint = error instanceof MisuseError ? "\nSee picklejar-tags --help." : "";
    return { exitCode: 2, stdout: "", stderr: toLogText(`picklejar-tags: ${message}${hint}\n`) };
  }
}

async function readFiles(paths: readonly string[]): Promise<readonly ParsedFeature[]> {
  const files = await findFeatureFiles(paths);
  return files.map(({ path, content }) => parseFeature(path, content));
}

function findProblems(features: readonly ParsedFeature[], rules: TagRules): readonly TagProblem[] {
  return features.flatMap(({ problems, scenarios }) => [...problems, ...collectTagProblems(scenarios, rules)]);
}

type Output = Pick<TagsCommandResult, "stdout" | "stderr">;

function describe(files: number, problems: readonly TagProblem[]): Output {
  const counts = `${quantity(problems.length, "problem")} in ${quantity(files, "feature file")}`;
  const stdout = problems.map((problem) => `${formatTagProblem(problem)}\n`).join("");
  return { stdout, stderr: problems.length === 0 ? "" : `picklejar-tags: ${counts}\n` };
}

function describeAsJson(files: number, problems: readonly TagProblem[]): Output {
  return { stdout: `${toLogJson(JSON.stringify({ files, problems }, undefined, 2))}\n`, stderr: "" };
}

function quantity(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
