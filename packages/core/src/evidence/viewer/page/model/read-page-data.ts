import { fieldsOf, listOf, textOf } from "../../../recorder/read/fields.js";
import { findRecording } from "../../../recorder/read/read-recording.js";
import type { PageData, PageSibling } from "../../page-data.js";

export type ReadPageData = (PageData & { readonly warning?: string }) | { readonly failure: string };

/** Takes what is in the page apart without trusting its shape: it may come from an older or a newer picklejar. */
export function readPageData(json: string): ReadPageData {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return { failure: "The data in this page cannot be read: the file is cut, or was changed." };
  }
  const found = findRecording(fieldsOf(data)["recording"]);
  if (found === undefined) return { failure: "There is no recording in this page." };
  return { ...found, siblings: listOf(fieldsOf(data)["siblings"]).map(readSibling) };
}

/** A link that leads anywhere but to a file is none. */
function readSibling(value: unknown): PageSibling {
  const { label, href } = fieldsOf(value);
  const target = textOf(href);
  return { label: textOf(label), href: /^(?:file:|(?![\w+.-]*:|[/\\]{2}))/i.test(target) ? target : "" };
}
