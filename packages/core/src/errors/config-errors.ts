import { PicklejarError } from "./picklejar-error.js";

/** A configuration, or a migration written in code, could not be loaded. Its own error is the `cause`, unaltered. */
export class ModuleLoadError extends PicklejarError {
  override readonly code = "MODULE_LOAD_FAILED";

  /** Absolute path of the file that was to be loaded; the fault may lie in a file that it imports. */
  readonly path: string;

  static {
    this.prototype.name = "ModuleLoadError";
  }

  constructor(path: string, advice: string, cause: unknown) {
    super(`"${path}" cannot be loaded: ${firstLine(cause)}. ${advice}`, { cause });
    this.path = path;
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  return (message.split("\n", 1)[0] ?? "").trim().replace(/\.$/, "");
}
