import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { Marked } from "marked";

/**
 * Renders a page with the menu. Gives its `html`, the `assets` that it shows, by their paths in the repository, and the `deadLinks` as they are
 * written in it.
 */
export function renderPage(page, { root, pages, repository }) {
  const assets = new Set();
  const deadLinks = [];
  const anchors = [...page.anchors];
  const fromHere = (url) => posix.relative(posix.dirname(page.url), url);

  /** Where a link of the page leads in the site; `undefined` for a file that the site does not have. */
  const resolveLink = (href) => {
    if (/^[a-z]+:/i.test(href)) return href;
    const [path, anchor] = href.split("#");
    const source = path === "" ? page.source : posix.join(posix.dirname(page.source), path).replace(/\/$/, "");
    const target = pages.find((candidate) => candidate.source === source || candidate.source === `${source}/README.md`);
    const isThere =
      target === undefined ? existsSync(join(root, source)) : anchor === undefined || target.anchors.includes(anchor);
    if (!isThere) deadLinks.push(href);
    if (target !== undefined) return `${path === "" ? "" : fromHere(target.url)}${anchor === undefined ? "" : `#${anchor}`}`;
    return repository === undefined ? undefined : `${repository}/${source}`;
  };

  const resolveImage = (href) => {
    if (/^[a-z]+:/i.test(href)) return href;
    const source = posix.join(posix.dirname(page.source), href);
    if (existsSync(join(root, source))) assets.add(source);
    else deadLinks.push(href);
    return fromHere(source);
  };

  const renderer = {
    heading({ tokens, depth }) {
      const text = this.parser.parseInline(tokens);
      const name = anchors.shift();
      return `<h${depth} id="${name}">${text} <a class="anchor" href="#${name}" aria-label="Link to this heading">#</a></h${depth}>\n`;
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      const target = resolveLink(href);
      return target === undefined ? text : `<a href="${escape(target)}">${text}</a>`;
    },
    image({ href, text }) {
      return `<img src="${escape(resolveImage(href))}" alt="${escape(text)}">`;
    },
    html({ text }) {
      return text.replaceAll(/\b(src|srcset)="([^"]+)"/g, (_whole, name, href) => `${name}="${escape(resolveImage(href))}"`);
    },
    // A wide table scrolls by itself, and the page does not.
    table(token) {
      const row = (cells, tag) =>
        `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
      const body = token.rows.map((cells) => row(cells, "td")).join("\n");
      return `<div class="table"><table>\n<thead>${row(token.header, "th")}</thead>\n<tbody>${body}</tbody>\n</table></div>\n`;
    },
  };
  const body = new Marked({ renderer }).parse(page.text);
  return { html: layOut({ page, pages, body, fromHere }), assets, deadLinks };
}

function layOut({ page, pages, body, fromHere }) {
  const title = page.url === "index.html" ? "picklejar" : `${page.title} · picklejar`;
  const entry = ({ url, title: name }) =>
    `<li><a href="${fromHere(url)}"${url === page.url ? ' aria-current="page"' : ""}>${escape(name)}</a></li>`;
  const groups = [...new Set(pages.map(({ group }) => group))].map((group) => {
    const entries = pages.filter((candidate) => candidate.group === group).map(entry);
    return `${group === undefined ? "" : `<h2>${group}</h2>`}<ul>${entries.join("")}</ul>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${fromHere("style.css")}">
</head>
<body>
<a class="to-pages" href="#pages">All pages</a>
<nav id="pages" aria-label="Pages">
${groups.join("\n")}
</nav>
<main>
<form class="search" role="search" data-root="${fromHere("index.html").replace(/index\.html$/, "")}" hidden>
<input type="search" aria-label="Search the documentation" placeholder="Search: press /" autocomplete="off" spellcheck="false">
<p role="status"></p>
<ol aria-label="Found" hidden></ol>
</form>
${body}
</main>
<script src="${fromHere("search.js")}"></script>
</body>
</html>
`;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
