import "../../errors/refuse-old-node.js";
import { movedEntryError } from "./moved-entry-error.js";

throw movedEntryError("vitest-fixture", "vitest");
