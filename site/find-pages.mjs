import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { lexer } from "marked";

/** The menu: pages of docs by group, in the order in which they are shown. A page that is in no group is shown under "More". */
const GROUPS = {
  "First steps": ["getting-started-cucumber", "getting-started-vitest", "init", "coming-from", "comparison", "support"],
  Runners: ["cucumber", "vitest", "jest", "mocha", "playwright", "node-test", "recipes"],
  "When a test fails": ["evidence", "recordings", "expected-failures", "troubleshooting"],
  Databases: ["configuration", "strategies", "ci"],
  Migrations: ["migrations", "migration-files", "sql-in-migrations"],
  "How it works": ["how-it-works", "benchmarks"],
  Reference: ["cli", "errors"],
};
const FORMATS = "Formats and migrators";
const MORE = "More";
const REPOSITORY = "The repository";

/**
 * Finds the pages of the site in a repository, in the order of the menu. Each has `source`, its path in the repository; `url`, its path in the
 * site; `title`; `group`, absent for the front page; `text`; and `anchors`, the names of its headings.
 */
export function findPages(root) {
  const known = Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => ({ source: `docs/${name}.md`, group })));
  const docs = namesIn(root, "docs").filter((source) => source !== "docs/README.md");
  const more = docs.filter((source) => !known.some((page) => page.source === source));
  const listed = [
    { source: "README.md", url: "index.html", group: undefined },
    { source: "docs/README.md", url: "docs.html", group: undefined },
    ...known,
    ...more.map((source) => ({ source, group: MORE })),
    ...namesIn(root, "docs/migrations").map((source) => ({ source, group: FORMATS })),
    ...["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "bench/README.md"].map((source) => ({ source, group: REPOSITORY })),
    ...readdirSync(join(root, "examples")).map((name) => ({ source: `examples/${name}/README.md`, group: REPOSITORY })),
  ];
  return listed.filter(({ source }) => existsSync(join(root, source))).map((page) => readPage(root, page));
}

function namesIn(root, directory) {
  const names = readdirSync(join(root, directory)).filter((name) => name.endsWith(".md"));
  return names.map((name) => `${directory}/${name}`).toSorted();
}

function readPage(root, { source, group, url = urlOf(source) }) {
  const text = readFileSync(join(root, source), "utf8");
  const headings = lexer(text).filter(({ type }) => type === "heading");
  const title = headings[0]?.text.replaceAll(/[`*]/g, "") ?? source;
  return { source, url, group, title, text, anchors: nameHeadings(headings.map((heading) => heading.text)) };
}

function urlOf(source) {
  const path = source.replace(/^docs\//, "").replace(/\/README\.md$/, ".md");
  return posix.join(posix.dirname(path), `${posix.basename(path, ".md").toLowerCase()}.html`);
}

/** Names headings as GitHub does, so that links work in both places: the second of two equal ones ends in `-1`. */
function nameHeadings(texts) {
  const counts = new Map();
  return texts.map((text) => {
    const plain = text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const name = plain.replaceAll(/[^\p{L}\p{N}_\- ]/gu, "").replaceAll(" ", "-");
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
}
