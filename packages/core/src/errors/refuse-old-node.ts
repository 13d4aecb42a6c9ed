import { NodeUnsupportedError } from "./classes/installation-errors.js";

/** The same as in `engines`, which package managers only warn about. */
const OLDEST = [20, 19] as const;

const { node } = process.versions;
const [major = 0, minor = 0] = node.split(".").map(Number);

// Public entries import this first; otherwise an old Node reports that one of its own modules lacks an export.
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) throw new NodeUnsupportedError(node, OLDEST.join("."));
