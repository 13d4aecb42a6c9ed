import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** `picklejar init` could not write one of its files. */
export class FileNotWrittenError extends PicklejarError {
  override readonly code = "FILE_NOT_WRITTEN";

  /** Absolute path of the file. */
  readonly path: string;

  /** Absolute paths of the files that were written before it, which stay. */
  readonly written: readonly string[];

  constructor(path: string, reason: string, written: readonly string[], cause?: unknown) {
    const before =
      written.length === 0 ? "Nothing was written" : `Written before: ${written.map((it) => `"${it}"`).join(", ")}`;
    super(`"${path}" cannot be written: ${reason}. ${before}. Correct that, and run init again: it goes on where it stopped.`, {
      cause,
    });
    this.path = path;
    this.written = written;
  }
}

nameErrors({ FileNotWrittenError });
