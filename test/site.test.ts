import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const script = fileURLToPath(new URL("../site/build.mjs", import.meta.url));

describe("pnpm site", () => {
  test("makes a page of each page of docs, and links only to what is there", () => {
    const out = createFolder();
    expect(build("--out", out)).toMatchObject({ status: 0, stderr: "" });
    const pages = htmlFilesIn(out);
    expect(pages.length).toBeGreaterThan(40);
    const dead = pages.flatMap((page) => {
      const html = readFileSync(join(out, page), "utf8");
      const links = [...html.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)].map(([, link = ""]) => link);
      return links.filter((link) => !/^https?:/.test(link) && !isThere(out, page, link)).map((link) => `${page}: ${link}`);
    });
    expect(dead).toEqual([]);
  });

  test("fails, and names them, when links lead nowhere", () => {
    const root = createRepository({
      "docs/a.md": "# A\n\n[gone](gone.md), [B](b.md#no-such), ![picture](gone.png)\n",
      "docs/b.md": "# B\n",
    });
    const { status, stderr } = build("--root", root, "--out", createFolder());
    expect(status).toBe(1);
    expect(stderr.match(/docs\/a\.md: .+/g)).toEqual(["docs/a.md: gone.md", "docs/a.md: b.md#no-such", "docs/a.md: gone.png"]);
  });

  test("links files that are no pages in the repository, where it is given, and has text otherwise", () => {
    const root = createRepository({ "docs/a.md": "# A\n\nSee [the code](../src/a.js).\n", "src/a.js": "" });
    const out = createFolder();
    expect(build("--root", root, "--out", out).status).toBe(0);
    expect(readFileSync(join(out, "a.html"), "utf8")).toContain("<p>See the code.</p>");
    expect(build("--root", root, "--out", out, "--repository", "https://example.org/blob/main").status).toBe(0);
    expect(readFileSync(join(out, "a.html"), "utf8")).toContain(
      '<a href="https://example.org/blob/main/src/a.js">the code</a>',
    );
  });
});

function build(...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [script, ...words], { encoding: "utf8" });
}

function createFolder(): string {
  return mkdtempSync(join(process.env["PICKLEJAR_TESTS"] ?? "", "site-"));
}

function createRepository(files: Readonly<Record<string, string>>): string {
  const root = createFolder();
  for (const folder of ["docs/migrations", "examples"]) mkdirSync(join(root, folder), { recursive: true });
  for (const [file, text] of Object.entries({ "README.md": "# X\n", "docs/README.md": "# Docs\n", ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

function htmlFilesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
}

function isThere(out: string, page: string, link: string): boolean {
  const [path = "", id] = link.split("#");
  const file = path === "" ? join(out, page) : join(out, dirname(page), path);
  if (!existsSync(file)) return false;
  return id === undefined || readFileSync(file, "utf8").includes(`id="${id}"`);
}
