import { MigrationFormatError } from "../../../errors/classes/migration-source-errors.js";
import { splitStatements } from "../../sql/split-statements.js";

const BREAKPOINT = "--> statement-breakpoint";
const CURE = "If a program of your own runs the files, set migrate in place of migrations";

/**
 * Refuses a file on which Drizzle fails: it has its driver prepare what is between two breakpoints, and that refuses to prepare nothing, and more than
 * one statement.
 *
 * @throws {@link MigrationFormatError} `MIGRATION_FORMAT_INVALID`
 */
export function refuseWrongParts(path: string, text: string): void {
  for (const part of text.split(BREAKPOINT)) {
    const [first, second] = splitStatements(part);
    if (first === undefined) {
      const problem = "it has a part without a statement (all of it, or before or after a breakpoint), on which Drizzle fails";
      throw new MigrationFormatError(path, problem, `Write SELECT 1; there, or remove the breakpoint. ${CURE}`);
    }
    if (second !== undefined) {
      const problem = `no breakpoint is between "${first.word} …" and "${second.word} …", and Drizzle fails on two statements in one part`;
      throw new MigrationFormatError(path, problem, `Write ${BREAKPOINT} between them. ${CURE}`);
    }
  }
}
