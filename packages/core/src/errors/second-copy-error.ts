import { PicklejarError } from "./picklejar-error.js";

/** A package that must be there once in a process was loaded twice. */
export class SecondCopyError extends PicklejarError {
  override readonly code = "SECOND_COPY";

  /** The package's name. */
  readonly packageName: string;

  /** Absolute folders of its copies; the first is the one that picklejar uses. */
  readonly directories: readonly string[];

  static {
    this.prototype.name = "SecondCopyError";
  }

  constructor(packageName: string, directories: readonly string[], consequence: string) {
    super(
      `${packageName} was loaded ${directories.length} times: ${directories.map((path) => `"${path}"`).join(", ")}. ${consequence} ` +
        `Make it one: \`npm ls ${packageName}\` (pnpm why, yarn why) shows who asks for which version; picklejar takes the project's own.`,
    );
    this.packageName = packageName;
    this.directories = directories;
  }
}
