import { explainUnretained } from "./explain-unretained.js";
import { addRetainedProblems, statesPathOf } from "./retained-record.js";

/**
 * Adds the states of its steps to a retained database. Never throws: a problem is written down with what is known of the database.
 *
 * @param path absolute, of the retained database
 * @param write writes them to a path, and gives what is left out
 */
export function addStates(path: string, write: (statesPath: string) => readonly string[]): void {
  let problems: readonly string[];
  try {
    problems = write(statesPathOf(path));
  } catch (error) {
    problems = [`The states of its steps could not be stored: ${explainUnretained(error, statesPathOf(path))}`];
  }
  try {
    if (problems.length > 0) addRetainedProblems(path, problems);
  } catch {
    // There was a problem before this one.
  }
}
