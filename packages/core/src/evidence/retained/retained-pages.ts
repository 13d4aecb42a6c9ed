import { basename } from "node:path";

import { placeFile, writeAtomically, writePrivately } from "../../files/place-privately.js";
import type { Recording } from "../recorder/recording.js";
import type { PageSibling } from "../viewer/page-data.js";
import { explainUnretained } from "./explain-unretained.js";
import type { RetainedDatabase } from "./retained-database.js";
import { addRetainedProblems, pagePathOf } from "./retained-record.js";

/** Gives the page of a recording, as HTML, with links to the pages of the test's other databases. */
export type RenderPage = (recording: Recording, options: { readonly siblings?: readonly PageSibling[] }) => string;

/**
 * Writes the page of a recording beside its database.
 *
 * @param path absolute, of the retained database
 * @param problems gets why there is no page
 * @returns its absolute path; `undefined` where there is none
 */
export function writePage(
  path: string,
  recording: Recording,
  render: RenderPage | undefined,
  problems: string[],
): string | undefined {
  const pagePath = pagePathOf(path);
  try {
    const page = render?.(recording, {});
    if (page === undefined) return undefined;
    if (placeFile(pagePath, (privatePath) => writePrivately(privatePath, page))) return pagePath;
    throw new Error(`EEXIST: a file that is not picklejar's has that name, and stays`);
  } catch (error) {
    problems.push(`The page of its steps could not be written: ${explainUnretained(error, pagePath)}`);
    return undefined;
  }
}

/**
 * Links the pages of a test's databases to each other, once all of them are there. A page that cannot be written again stays as it is, and the
 * record of its database says so. Never throws.
 *
 * @param databases of one test, as they were retained
 */
export function linkPages(databases: readonly RetainedDatabase[], render: RenderPage): void {
  const pages = databases.flatMap(({ database, path, pagePath, recording }) =>
    path === undefined || pagePath === undefined || recording === undefined ? [] : [{ database, path, pagePath, recording }],
  );
  if (pages.length < 2) return;
  for (const page of pages) {
    const siblings = pages
      .filter((other) => other !== page)
      .map(({ database, pagePath }) => ({ label: database, href: encodeURIComponent(basename(pagePath)) }));
    try {
      writeAtomically(page.pagePath, render(page.recording, { siblings }));
    } catch (error) {
      noteUnlinked(page.path, explainUnretained(error, page.pagePath));
    }
  }
}

function noteUnlinked(path: string, why: string): void {
  try {
    addRetainedProblems(path, [`Its page does not link those of the test's other databases: ${why}`]);
  } catch {
    // The page is there, and whole.
  }
}
