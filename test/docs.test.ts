import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { globSync } from "tinyglobby";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "llms.txt",
  "skills/picklejar/SKILL.md",
  ...listPages("docs"),
  ...["packages", "examples", "bench"].flatMap(listReadmes),
];

describe("the documentation", () => {
  test.each(PAGES)("has no link to what is not there: %s", (page) => {
    const text = withoutCode(readFileSync(join(root, page), "utf8"));
    expect(linksOf(text).filter((link) => !resolves(page, link))).toEqual([]);
  });

  test("has a line in its index for each page", () => {
    const index = linksOf(readFileSync(join(root, "docs/README.md"), "utf8"));
    const pages = listPages("docs").map((page) => relative("docs", page));
    expect(pages.filter((page) => page !== "README.md" && !index.includes(page))).toEqual([]);
  });

  test("has a line in llms.txt for each page, with its title", () => {
    const lines = new Set(readFileSync(join(root, "llms.txt"), "utf8").split("\n"));
    const missing = listPages("docs")
      .map((page) => `- [${titleOf(page)}](${page})`)
      .filter((line) => !lines.has(line));
    expect(missing).toEqual([]);
  });

  test("names no environment variable that the code does not read", () => {
    const read = namesIn(sourcesOf("packages/core/src"), sourcesOf("packages/cucumber-hooks/src"));
    const named = namesIn(
      ...PAGES.filter((page) => !page.startsWith("CONTRIBUTING")).map((page) => readFileSync(join(root, page), "utf8")),
    );
    expect([...named].filter((name) => !read.has(name) && !OF_THIS_REPOSITORY.has(name))).toEqual([]);
  });

  test.each(["CONTRIBUTING.md", "bench/README.md", "compat/README.md"])("names no source that is not there: %s", (page) => {
    const text = readFileSync(join(root, page), "utf8");
    const named = [...text.matchAll(/(?<=[`\s(])\w[\w./-]*\.ts\b/g)].map(([name]) => name);
    const files = globSync("{packages,bench,test}/**/*.ts", { cwd: root, ignore: ["**/{node_modules,dist}/**"] });
    expect(named).not.toEqual([]);
    const isThere = (name: string): boolean =>
      existsSync(join(root, name)) || files.some((file) => `/${file}`.endsWith(`/${name}`));
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  test("names no option in docs/configuration.md that nothing takes", () => {
    const text = readFileSync(join(root, "docs/configuration.md"), "utf8");
    const rows = [...text.matchAll(/^\| `([a-z]\w+)` \|/gm)].map(([, name = ""]) => name);
    expect(rows.length).toBeGreaterThan(25);
    const sources = sourcesOf("packages/core/src") + sourcesOf("packages/cucumber-hooks/src");
    expect(rows.filter((name) => !new RegExp(`\\b${name}\\b\\??:`).test(sources))).toEqual([]);
  });
});

/** What tests and benchmarks of this repository read. */
const OF_THIS_REPOSITORY = new Set(["PICKLEJAR_CHROMIUM", "PICKLEJAR_TEST_COSTS"]);

const COMMANDS: Readonly<Record<string, string>> = {
  init: "Writes a configuration and a first test. [Starting with init](init.md) says what it recognises.",
  build: "Builds what is missing; a test run does the same by itself.",
  status: "Says which template is used, with which strategy, and why; and what changed since the last one.",
  verify: "Says whether a template still is what the migrations make.",
  fingerprint: "Prints [a cache key](ci.md#the-template-as-a-cache).",
  failed: "Shows [what each step of a failed scenario did](evidence.md#on-a-terminal).",
  show: "Opens [the page](evidence.md#the-page).",
  merge: "Makes [one report of what all shards left](ci.md#merging-the-shards).",
  diff: "Compares two databases, or a retained one with its template.",
  clean: "Removes templates, and what killed runs left. Retained databases stay.",
};

describe("docs/cli.md", () => {
  let main: string;
  let help: ReadonlyMap<string, string>;
  beforeAll(() => {
    const [all = ""] = helpOf([]);
    main = all;
    const names = [...all.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name = ""]) => name);
    const texts = helpOf(...names.map((name) => [name]));
    help = new Map(names.map((name, index) => [name, texts[index] ?? ""]));
  });

  test("has a section with a sentence for each command", () => {
    expect(Object.keys(COMMANDS).toSorted()).toEqual([...help.keys()].toSorted());
  });

  test("is made from --help: vitest -u writes it anew", async () => {
    const sections = Object.entries(COMMANDS).map(([name, sentence]) =>
      section(`picklejar ${name}`, sentence, help.get(name) ?? ""),
    );
    const page = [
      "# Command line\n",
      "`npx picklejar <command>` comes with `@picklejar/core`, and `npx picklejar-tags` with `@picklejar/cucumber-hooks`. This page is what `--help` prints.\n",
      `\`\`\`text\n${main.trim()}\n\`\`\`\n`,
      ...sections,
      section(
        "picklejar-tags",
        "Checks the tags of [expected failures](expected-failures.md#tags), for an editor or a hook before commits.",
        helpOfTags(),
      ),
    ].join("\n");
    await expect(page).toMatchFileSnapshot(join(root, "docs/cli.md"));
  });

  test("knows each command and option that a page names", () => {
    const known = new Map([...help].map(([name, text]) => [name, new Set(text.match(/--[a-z-]+/g))]));
    const wrong = PAGES.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8");
      const calls = [
        ...text.matchAll(/\bpicklejar (build|clean|diff|failed|fingerprint|init|merge|show|status|verify)\b([^`\n#]*)/g),
      ];
      return calls.flatMap(([call, name = "", rest = ""]) =>
        (rest.match(/--[a-z-]+/g) ?? [])
          .filter((option) => known.get(name)?.has(option) !== true)
          .map(() => `${page}: ${call}`),
      );
    });
    expect(wrong).toEqual([]);
    const commands = PAGES.flatMap((page) => readFileSync(join(root, page), "utf8").match(/(?<=npx picklejar )[a-z]+/g) ?? []);
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((name) => !known.has(name))).toEqual([]);
  });
});

const COMMAND_LINE = join(root, "packages/core/dist/cli/command-line.js");
const TAGS = join(root, "packages/cucumber-hooks/bin/picklejar-tags.js");

/** What `picklejar` prints with each of these words and `--help`, from one process. */
function helpOf(...calls: readonly (readonly string[])[]): readonly string[] {
  const code = `
    import { runCommandLine } from ${JSON.stringify(pathToFileURL(COMMAND_LINE).href)};
    for (const words of ${JSON.stringify(calls)}) {
      if ((await runCommandLine([...words, "--help"])) !== 0) throw new Error(words.join());
      process.stdout.write("\\0");
    }`;
  return run(["--input-type=module", "--eval", code]).split("\0");
}

function helpOfTags(): string {
  return run([TAGS, "--help"]);
}

function run(words: readonly string[]): string {
  return execFileSync(process.execPath, [...words], { encoding: "utf8", env: { ...process.env, COLUMNS: "80" } });
}

function section(title: string, sentence: string, text: string): string {
  return `## ${title}\n\n${sentence}\n\n\`\`\`text\n${text.trim()}\n\`\`\`\n`;
}

function titleOf(page: string): string {
  const [, title = ""] = /^# (.+)$/m.exec(readFileSync(join(root, page), "utf8")) ?? [];
  return title.replaceAll("`", "");
}

function listPages(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.includes("node_modules") && !name.startsWith("."))
    .map((name) => `${directory}/${name}`);
}

function listReadmes(directory: string): string[] {
  const folders = ["", ...readdirSync(join(root, directory))].map((name) => join(directory, name));
  return folders.map((folder) => join(folder, "README.md")).filter((page) => existsSync(join(root, page)));
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
}

function linksOf(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/\b(?:src|srcset)="([^"]+)"/g)];
  return links.map(([, link = ""]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function resolves(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(target)) return false;
  if (heading === undefined) return true;
  return statSync(target).isFile() && headingsOf(readFileSync(target, "utf8")).has(heading);
}

/** As GitHub names them in links: the second of two equal ones ends in `-1`. */
function headingsOf(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [, heading = ""] of withoutCode(text).matchAll(/^#+ (.+)$/gm)) {
    const name = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-");
    names.add(names.has(name) ? `${name}-1` : name);
  }
  return names;
}

function namesIn(...texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.match(/PICKLEJAR_[A-Z_]*[A-Z]/g) ?? []));
}

function sourcesOf(directory: string): string {
  const names = readdirSync(join(root, directory), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(root, directory, name), "utf8"))
    .join("\n");
}
