import { closeSync, fstatSync, futimesSync, openSync, unlinkSync, writeSync } from "node:fs";

import { copyWritable } from "../../runs/place-copy.js";
import type { Template } from "../../template/template.js";
import { pastSeconds, stampFile, toStamp, type FileStamp } from "../../files/file-stamp.js";
import { keepTemplateContent } from "./template-content.js";

/**
 * Writes a copy of a template to a path that nobody else uses, and stamps it.
 *
 * @throws what `fs` throws; no partial file stays.
 */
export function writeCopy(template: Template, path: string): FileStamp {
  const content = keepTemplateContent(template);
  if (content !== undefined) return writeContent(content, path);
  copyWritable(template.path, path);
  return stampFile(path);
}

/** The stamp is put on the open file: by path it would cost as much again as the rest of this but the writing. */
function writeContent(content: Buffer, path: string): FileStamp {
  const descriptor = openSync(path, "wx", 0o600);
  try {
    for (let position = 0; position < content.length;) {
      position += writeSync(descriptor, content, position, content.length - position, position);
    }
    const stampSeconds = pastSeconds();
    futimesSync(descriptor, stampSeconds, stampSeconds);
    return toStamp(fstatSync(descriptor), stampSeconds);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
