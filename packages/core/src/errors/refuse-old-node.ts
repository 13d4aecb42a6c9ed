import { NodeUnsupportedError } from "./installation-errors.js";

/** As in `engines`, which package managers only warn about. */
const OLDEST = [20, 19] as const;

const { node } = process.versions;
const [major = 0, minor = 0] = node.split(".").map(Number);

// Imported first by what is imported from outside: else an old Node says that some module of its own lacks an export.
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) throw new NodeUnsupportedError(node, OLDEST.join("."));
