import { closeSync, fstatSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";

import { identifyFile, identityOf, type FileIdentity } from "../run-directory/file-identity.js";
import { copyWritable } from "../run-directory/place-copy.js";
import type { Template } from "../template/template.js";

/** Up to this size a process keeps the template's content: what is written from memory need not be read, nor its file looked at. */
const LARGEST_KEPT_BYTES = 8 * 1024 * 1024;

const contents = new WeakMap<Template, Buffer>();

/**
 * Writes a copy of a template to a path that nobody else uses, and tells which file it is; `undefined` when it is gone at once.
 *
 * @throws what `fs` throws; no partial file stays.
 */
export function writeCopy(template: Template, path: string): FileIdentity | undefined {
  const content = keepContent(template);
  if (content !== undefined) return writeContent(content, path);
  copyWritable(template.path, path);
  return identifyFile(path);
}

function keepContent(template: Template): Buffer | undefined {
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

/** The identity comes from the open file: a `stat` by path costs as much again as the rest of this but the writing. */
function writeContent(content: Buffer, path: string): FileIdentity {
  const descriptor = openSync(path, "wx", 0o600);
  try {
    for (let position = 0; position < content.length;) {
      position += writeSync(descriptor, content, position, content.length - position, position);
    }
    return identityOf(fstatSync(descriptor));
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
