// Builds the README, docs/ and the pages beside them as a site of plain HTML, whose links work from files as well as from a server.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { findPages } from "./find-pages.mjs";
import { renderPage } from "./render-page.mjs";
import { createSearchIndex } from "./search-index.mjs";

const HELP = `Usage: pnpm site [options]

  --out <folder>        where the site goes, which is emptied first (default: site/dist)
  --root <folder>       the repository whose pages are built (default: this one)
  --repository <url>    where files of the repository are shown, for example https://github.com/OWNER/NAME/blob/main;
                        without it, links to files that are no pages become text
  --help                print this

Exits with 1 if a link leads nowhere.
`;

const here = import.meta.dirname;
const { values } = parseArgs({
  options: {
    out: { type: "string", default: join(here, "dist") },
    root: { type: "string", default: dirname(here) },
    repository: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else process.exitCode = buildSite({ ...values, out: resolve(values.out), root: resolve(values.root) });

function buildSite({ root, out, repository }) {
  const pages = findPages(root);
  const problems = [];
  rmSync(out, { recursive: true, force: true });
  for (const page of pages) {
    const { html, assets, deadLinks } = renderPage(page, { root, pages, repository });
    problems.push(...deadLinks.map((link) => `${page.source}: ${link}`));
    write(join(out, page.url), html);
    for (const asset of assets) {
      mkdirSync(dirname(join(out, asset)), { recursive: true });
      cpSync(join(root, asset), join(out, asset));
    }
  }
  for (const name of ["style.css", "search.js"]) write(join(out, name), readFileSync(join(here, name)));
  write(join(out, "search-index.js"), createSearchIndex(pages));
  if (problems.length > 0) console.error(`Links that lead nowhere:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  else console.log(`Built ${pages.length} pages: ${join(out, "index.html")}`);
  return problems.length === 0 ? 0 : 1;
}

function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
