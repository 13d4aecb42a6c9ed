import { PicklejarError } from "./picklejar-error.js";

/** This version of Node is too old for picklejar. Nothing else of it was run. */
export class NodeUnsupportedError extends PicklejarError {
  override readonly code = "NODE_UNSUPPORTED";

  /** As in `18.20.8`. */
  readonly nodeVersion: string;

  static {
    this.prototype.name = "NodeUnsupportedError";
  }

  constructor(nodeVersion: string, oldest: string) {
    super(`@picklejar/core needs Node ${oldest} or later, and this is Node ${nodeVersion}. Use a newer Node.`);
    this.nodeVersion = nodeVersion;
  }
}
