import { nameErrors, PicklejarError } from "../picklejar-error.js";

/** `picklejar merge` was given a folder that no run of tests left, or one that it cannot merge. Nothing was written. */
export class MergeFolderError extends PicklejarError {
  override readonly code = "MERGE_FOLDER_INVALID";

  /** Absolute path of the folder. */
  readonly path: string;

  constructor(path: string, problem: string, cure: string) {
    super(`merge: "${path}" ${problem}. ${cure}`);
    this.path = path;
  }
}

/** `picklejar merge` would have to overwrite something that it did not write. Nothing was written. */
export class MergeOutputError extends PicklejarError {
  override readonly code = "MERGE_OUTPUT_TAKEN";

  /** Absolute path of the output folder. */
  readonly path: string;

  /** Absolute path of what is in the way. */
  readonly found: string;

  constructor(path: string, found: string, problem: string) {
    super(`merge --output: "${found}" ${problem}. Name a folder that does not exist, or that is empty.`);
    this.path = path;
    this.found = found;
  }
}

nameErrors({ MergeFolderError, MergeOutputError });
