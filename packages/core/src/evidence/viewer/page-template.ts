import { readFileSync } from "node:fs";
import { join } from "node:path";

import { findPicklejar } from "../../modules/find-package.js";

/** The parts of the built page, between which a title, what is shown without JavaScript, and the data belong. */
export type PageTemplate = readonly [string, string, string, string];

/**
 * Reads the page that was built from `page/`. It is in one place, whichever of `src`, `dist` and `bundle` this code runs from.
 *
 * @throws what `fs` throws
 */
export function readPageTemplate(): PageTemplate {
  const packageDirectory = findPicklejar(import.meta.dirname)?.directory ?? "";
  return splitTemplate(readFileSync(join(packageDirectory, "assets", "recorder-page.html"), "utf8"));
}

function splitTemplate(html: string): PageTemplate {
  const parts = html.split(/<!--picklejar:(?:title|noscript|data)-->/);
  const [start, afterTitle, afterNoscript, end] = parts;
  if (
    parts.length !== 4 ||
    start === undefined ||
    afterTitle === undefined ||
    afterNoscript === undefined ||
    end === undefined
  ) {
    throw new Error("The recorder's page was built for another version of picklejar; run `pnpm build`.");
  }
  return [start, afterTitle, afterNoscript, end];
}
