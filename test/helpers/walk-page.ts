import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A fenced block of a page. */
export interface PageBlock {
  readonly language: string;
  readonly text: string;
  /** Named by the comment in the first line; relative to the project. */
  readonly file: string | undefined;
  /** In the page, from 1. */
  readonly line: number;
}

/** What a page says that some commands print, and what they printed. */
export interface Printed {
  /** In the page, of the expected output. */
  readonly line: number;
  readonly expected: string;
  readonly actual: string;
}

/** The fenced blocks of a page, from the top. */
export function readBlocks(page: string): readonly PageBlock[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = "", text = ""] = match;
    const file = /^(?:\/\/|#|--) (\S+\.\w+)\n/.exec(text)?.[1];
    return { language, text, file, line: page.slice(0, match.index).split("\n").length };
  });
}

/** Runs one command line of a page in the project, and gives what it printed on both streams, in the order in which it did. */
export type RunCommand = (words: readonly string[], output: number) => void;

/**
 * Does what a page tells its reader, from the top: writes the files of its blocks, and runs the commands of its `sh` blocks. Gives what the `text`
 * block after each says that it prints, with what was printed.
 */
export function walkPage(page: string, project: string, run: RunCommand): readonly Printed[] {
  const printed: Printed[] = [];
  let output = "";
  for (const { language, text, file, line } of readBlocks(page)) {
    if (language === "text") printed.push({ line, expected: text, actual: output });
    else if (language === "sh") output = runCommands(text, project, run);
    else if (file !== undefined) writeBlock(join(project, file), text);
  }
  return printed;
}

/** Runs a program with its output in a file descriptor, so that both streams keep their order. */
export function runProgram(program: string, words: readonly string[], cwd: string, output: number): void {
  // What Vitest and a CI tell programs would change what they print; a reader has neither.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|PICKLEJAR|GITHUB_|CI$|NODE_OPTIONS$)/.test(name)),
  );
  spawnSync(program, [...words], { cwd, env: { ...env, NO_COLOR: "1" }, stdio: ["ignore", output, output] });
}

function runCommands(text: string, project: string, run: RunCommand): string {
  const file = join(project, ".output");
  const output = openSync(file, "w");
  for (const command of text.trim().split("\n")) run(command.replace(/ +# .*$/, "").split(/ +/), output);
  closeSync(output);
  return readFileSync(file, "utf8");
}

function writeBlock(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A pattern for an output as a page shows it. Times and names of runs differ each time; `…` stands for what the page leaves out. */
export function toPattern(expected: string): RegExp {
  const lines = withoutTimes(expected.trim()).split("\n");
  return new RegExp(lines.map((line) => (line.trim() === "…" ? "(?:.*\\n)*?" : `${escapeLine(line)}\\n`)).join(""));
}

function escapeLine(line: string): string {
  const escaped = line.trimEnd().replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return escaped.replaceAll("…", ".*").replaceAll(/ {2,}/g, " +");
}

/** Replaces what is another each time: times, fingerprints, names of runs and versions of what is installed. */
export function withoutTimes(text: string): string {
  return text
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z-[0-9a-f]{8}/g, "RUN")
    .replaceAll(/\b[0-9a-f]{12}\b/g, "FINGERPRINT")
    .replaceAll(/\b\d+m\d+\.\d+s/g, "TIME")
    .replaceAll(/\b\d+(\.\d+)? ?m?s\b/g, "TIME")
    .replaceAll(/[ \t]+$/gm, "");
}
