import { AstBuilder, compile, GherkinClassicTokenMatcher, GherkinInMarkdownTokenMatcher, Parser } from "@cucumber/gherkin";
import { messageOf } from "@picklejar/core/integration";

import type { TagProblem } from "../expected-failure/tags/check-tags.js";
import type { ScenarioInDocument } from "../expected-failure/tags/gherkin-document.js";
import { readField, readMembers } from "../expected-failure/verdict/failures/read-thrown.js";

/** The scenarios of a feature file, or its problems. */
export interface ParsedFeature {
  readonly scenarios: readonly ScenarioInDocument[];
  readonly problems: readonly TagProblem[];
}

/**
 * Parses a feature file, in Gherkin or in Markdown.
 *
 * @param path name for messages
 */
export function parseFeature(path: string, content: string): ParsedFeature {
  let count = 0;
  const newId = (): string => String(count++);
  const matcher = path.endsWith(".md") ? new GherkinInMarkdownTokenMatcher() : new GherkinClassicTokenMatcher();
  try {
    const gherkinDocument = Object.assign(new Parser(new AstBuilder(newId), matcher).parse(content), { uri: path });
    const scenarios = compile(gherkinDocument, path, newId).map((pickle) => ({ pickle, gherkinDocument }));
    return { scenarios, problems: [] };
  } catch (error) {
    return { scenarios: [], problems: listParseErrors(error).map((each) => toProblem(path, each)) };
  }
}

/** The parser throws an aggregate. */
function listParseErrors(error: unknown): readonly unknown[] {
  const errors = readMembers(error) ?? [];
  return errors.length > 0 ? errors : [error];
}

function toProblem(file: string, error: unknown): TagProblem {
  const message = messageOf(error).replace(/^\(\d+:\d+\): /, "");
  return {
    file,
    ...readLocation(error),
    severity: "error",
    problem: `the Gherkin cannot be parsed (${message})`,
    cure: "correct it; no scenario of the file can run",
  };
}

function readLocation(error: unknown): { readonly line: number; readonly column: number } {
  const location = readField(error, "location");
  const [line, column] = [readField(location, "line"), readField(location, "column")];
  return { line: typeof line === "number" ? line : 1, column: typeof column === "number" ? column : 1 };
}
