import { closeSync, fstatSync, futimesSync, openSync, readFileSync, readSync, unlinkSync, writeSync } from "node:fs";

import { copyWritable } from "../runs/place-copy.js";
import { pastSeconds, stampFile, toStamp, type FileStamp } from "../files/identity/file-stamp.js";
import type { Template, TemplateManifest } from "../template/template.js";

/** Up to this size, a process caches a template's content, so that it need not read the file for each copy. */
export const LARGEST_CACHED_BYTES = 8 * 1024 * 1024;

const CHUNK_BYTES = 256 * 1024;

/** How large {@link CopyableTemplate.scratch} is: a multiple of each page size. */
export const SCRATCH_BYTES = CHUNK_BYTES;

/** A template that this process copies many times. */
export class CopyableTemplate implements Template {
  readonly path: string;
  readonly manifest: TemplateManifest;
  #content: Buffer | undefined;
  #scratch: Buffer | undefined;

  constructor({ path, manifest }: Template) {
    this.path = path;
    this.manifest = manifest;
  }

  /**
   * Writes a copy to a path that nobody else uses, and stamps it.
   *
   * @throws what `fs` throws; no partial file stays.
   */
  copyTo(path: string): FileStamp {
    const content = this.#cache();
    if (content !== undefined) return writeContent(content, path);
    copyWritable(this.path, path);
    return stampFile(path);
  }

  /** Memory for one read at a time of whoever looks at copies: to get new memory from the system takes as long as the read. */
  get scratch(): Buffer {
    return (this.#scratch ??= Buffer.allocUnsafe(SCRATCH_BYTES));
  }

  /**
   * Gives bytes of the template: fewer where it ends before.
   *
   * @returns not to be written to: it may be part of what other copies are made from
   * @throws what `fs` throws, for example where the template is gone
   */
  viewAt(position: number, length: number): Buffer {
    const content = this.#cache();
    if (content !== undefined) return content.subarray(position, position + length);
    const source = openSync(this.path, "r");
    try {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, readSync(source, bytes, 0, length, position));
    } finally {
      closeSync(source);
    }
  }

  /**
   * Whether a file holds exactly what the template does. Reads all of it: about a quarter of the time that writing it takes.
   *
   * @param descriptor of the file, open for reading; it stays open
   * @throws what `fs` throws, for example where the template is gone
   */
  isEqualTo(descriptor: number): boolean {
    const content = this.#cache();
    if (content !== undefined)
      return isEqual(descriptor, content.length, (position, length) => content.subarray(position, position + length));
    const source = openSync(this.path, "r");
    try {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      return isEqual(descriptor, this.manifest.sizeBytes, (position, length) => {
        const bytes = readSync(source, chunk, 0, length, position);
        return chunk.subarray(0, bytes);
      });
    } finally {
      closeSync(source);
    }
  }

  /** `undefined` for a template that is too large to cache, or whose file has another size by now. */
  #cache(): Buffer | undefined {
    const { path, manifest } = this;
    if (this.#content !== undefined || manifest.sizeBytes > LARGEST_CACHED_BYTES) return this.#content;
    const content = readFileSync(path);
    if (content.length === manifest.sizeBytes) this.#content = content;
    return this.#content;
  }
}

/** Stamps the open file: by path, that would take as long as everything else here but the writing. */
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

function isEqual(descriptor: number, sizeBytes: number, expected: (position: number, length: number) => Buffer): boolean {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let position = 0; position < sizeBytes; position += CHUNK_BYTES) {
    const bytes = readSync(descriptor, chunk, 0, CHUNK_BYTES, position);
    if (!chunk.subarray(0, bytes).equals(expected(position, Math.min(CHUNK_BYTES, sizeBytes - position)))) return false;
  }
  // The file must not be longer.
  return readSync(descriptor, chunk, 0, 1, sizeBytes) === 0;
}
