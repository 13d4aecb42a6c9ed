import type { Recording } from "../recorder/recording.js";

/** What is inside a page, as JSON. */
export interface PageData {
  readonly recording: Recording;
  readonly siblings: readonly PageSibling[];
}

/** Another page about the same test. */
export interface PageSibling {
  /** For example the name of another database. */
  readonly label: string;
  /** Relative to the page, or a `file:` URL. */
  readonly href: string;
}
