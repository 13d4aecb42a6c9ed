import { lexer } from "marked";

/**
 * Makes the script that the search loads: one entry for each heading of each page, in the order of the menu. An entry has `url`, relative to the root
 * of the site; `page` and `heading`, as shown; and `text`, what stands below the heading, in plain words. A script, because a page that is opened from a
 * file may not fetch JSON.
 */
export function createSearchIndex(pages) {
  return `globalThis.picklejarPages = ${JSON.stringify(pages.flatMap(sectionsOf))};\n`;
}

function sectionsOf({ url, title, text, anchors }) {
  const sections = [];
  for (const token of lexer(text)) {
    if (token.type === "heading") {
      const anchor = anchors[sections.length];
      // The front of a page needs no anchor.
      const address = sections.length === 0 ? url : `${url}#${anchor}`;
      sections.push({ url: address, page: title, heading: plainWordsOf(token.text), text: "" });
    } else if (sections.length > 0) {
      const section = sections.at(-1);
      section.text = `${section.text} ${plainWordsOf(token.type === "code" ? token.text : token.raw)}`.trim();
    }
  }
  return sections;
}

/** Markdown without its signs. */
function plainWordsOf(markdown) {
  return markdown
    .replaceAll(/<!--[^]*?-->|<\/?[a-z][^>]*>/g, " ")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/^\s*\|?[-:| ]+\|\s*$|[`|]|\*\*/gm, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
