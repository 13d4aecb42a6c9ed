import { readFileSync } from "node:fs";

import type { Template } from "../../template/template.js";

/** Up to this size a process keeps a template's content: what is written from memory need not be read, nor its file looked at. */
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

/** Goes with the template. */
const contents = new WeakMap<Template, Buffer>();

/** Gives a template's content, which is not to be changed; `undefined` for one that is too large to keep. */
export function keepTemplateContent(template: Template): Buffer | undefined {
  const { sizeBytes } = template.manifest;
  if (sizeBytes > LARGEST_KEPT_BYTES) return undefined;
  let content = contents.get(template);
  if (content === undefined) {
    content = readFileSync(template.path);
    if (content.length !== sizeBytes) return undefined;
    contents.set(template, content);
  }
  return content;
}
