import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

import { type GitHubStep, readRecipe } from "./helpers/ci-recipe.js";

const gitHub = readRecipe(".github/workflows/test.yml");
const gitLab = readRecipe(".gitlab-ci.yml");
const { template, test: tests, report } = gitHub.jobs;

const GITHUB_LINES = Object.values(gitHub.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
const GITLAB_JOBS = [gitLab.template, gitLab.test, gitLab.report];
const GITLAB_LINES = GITLAB_JOBS.flatMap(({ script, after_script = [] }) => script.concat(after_script));
const LINES = [...new Set([...GITHUB_LINES, ...GITLAB_LINES])];

describe("the recipes of docs/ci.md", () => {
  test.each(LINES)("has a line for a shell: %s", (line) => {
    // An expression is replaced before a shell sees the line.
    const text = line.replaceAll(/\$\{\{.*?\}\}/g, "1");
    expect(() => execFileSync("sh", ["-n", "-c", text])).not.toThrow();
  });

  test.each(LINES.filter((line) => line.includes("npx ")))("calls what there is: %s", (line) => {
    const [, program = "", words = ""] = /npx ([\w-]+) ?([^)]*)/.exec(line) ?? [];
    const command = /^[a-z]+/.exec(words)?.[0];
    const help = program === "picklejar" ? helpOf("@picklejar/core", [command ?? ""]) : helpOf("@cucumber/cucumber", []);
    for (const option of words.match(/--[a-z-]+/g) ?? []) expect(help).toContain(`${option} `);
    expect(help).toContain(program === "picklejar" ? `Usage: picklejar ${command ?? "?"} ` : "Usage: cucumber-js ");
  });

  test("restore in GitHub Actions the cache that another job saved, under the same key", () => {
    const [saved, restored] = [findStep(template.steps, "actions/cache@v4"), findStep(tests.steps, "actions/cache/restore@v4")];
    expect(template.outputs).toEqual({ key: "${{ steps.fingerprint.outputs.key }}" });
    expect(template.steps.find(({ id }) => id === "fingerprint")?.run).toBe(
      'echo "key=$(npx picklejar fingerprint)" >> "$GITHUB_OUTPUT"',
    );
    expect(tests.needs).toBe("template");
    expect(restored.with).toEqual({
      path: saved.with?.["path"],
      key: String(saved.with?.["key"]).replace("steps.fingerprint.outputs", "needs.template.outputs"),
    });
  });

  test("upload in GitHub Actions what the report downloads, also of shards that failed", () => {
    const [uploaded, downloaded] = [
      findStep(tests.steps, "actions/upload-artifact@v4"),
      findStep(report.steps, "actions/download-artifact@v4"),
    ];
    expect(uploaded).toMatchObject({
      if: "${{ !cancelled() }}",
      with: { name: "shard-${{ matrix.shard }}", path: ".picklejar", "include-hidden-files": true },
    });
    expect(tests.env).toEqual({ PICKLEJAR_SUMMARY_FILE: ".picklejar/summary.json" });
    expect(downloaded.with).toEqual({ pattern: "shard-*", path: "shards" });
    expect([report.needs, report.if]).toEqual(["test", "${{ !cancelled() }}"]);
    const { shard: shards = [] } = tests.strategy?.matrix ?? {};
    expect(shards).toEqual([1, 2, 3, 4]);
    expect(tests.steps.some(({ run }) => run?.endsWith(`--shard \${{ matrix.shard }}/${shards.length}`))).toBe(true);
    expect(report.steps.some(({ run }) => run?.includes(`merge shards/* --shards ${shards.length} `))).toBe(true);
  });
});

function findStep(steps: readonly GitHubStep[], uses: string): GitHubStep {
  const found = steps.find((step) => step.uses === uses);
  if (found === undefined) throw new Error(`no step uses ${uses}`);
  return found;
}

/** By what prints it: several lines call the same. */
const helps = new Map<string, string>();

function helpOf(name: "@picklejar/core" | "@cucumber/cucumber", words: readonly string[]): string {
  const known = helps.get(`${name} ${words.join(" ")}`);
  if (known !== undefined) return known;
  const { resolve } = createRequire(import.meta.url);
  const bin = name === "@picklejar/core" ? "bin/picklejar.js" : "bin/cucumber.js";
  const path = join(dirname(resolve(`${name}/package.json`)), bin);
  const help = execFileSync(process.execPath, [path, ...words, "--help"], { encoding: "utf8" });
  helps.set(`${name} ${words.join(" ")}`, help);
  return help;
}
