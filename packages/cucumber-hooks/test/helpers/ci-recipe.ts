import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { hooksDirectory } from "./target.js";

/** A job of the recipe for GitLab. */
export interface GitLabJob {
  readonly stage: string;
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly parallel?: number;
  readonly artifacts: { readonly paths: readonly string[]; readonly when?: string };
}

export interface GitLabRecipe {
  readonly stages: readonly string[];
  readonly template: GitLabJob;
  readonly test: GitLabJob;
  readonly report: GitLabJob;
}

export interface GitHubStep {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface GitHubJob {
  readonly needs?: string;
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly shard: readonly number[] } };
  readonly steps: readonly GitHubStep[];
}

export interface GitHubRecipe {
  readonly jobs: Readonly<Record<"template" | "test" | "report", GitHubJob>>;
}

/** Parses the block of docs/ci.md that is a file of this name. */
export function readRecipe(name: ".gitlab-ci.yml"): GitLabRecipe;
export function readRecipe(name: ".github/workflows/test.yml"): GitHubRecipe;
export function readRecipe(name: string): unknown {
  const page = readFileSync(join(hooksDirectory, "../../docs/ci.md"), "utf8");
  const [, text] = page.split(`\`\`\`yaml\n# ${name}\n`);
  if (text === undefined) throw new Error(`docs/ci.md has no ${name}`);
  return parse(text.split("```", 1)[0] ?? "");
}
