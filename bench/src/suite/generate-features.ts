import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Of the suite that picklejar was made for: 374 feature files with 10,700 scenarios. */
const SCENARIOS_PER_FILE = 10_700 / 374;

/**
 * Writes feature files with so many scenarios of three steps that do nothing.
 *
 * @param directory absolute; made where it is missing
 * @returns how many files it took
 */
export function generateFeatures(directory: string, scenarioCount: number): number {
  mkdirSync(directory, { recursive: true });
  const fileCount = Math.max(1, Math.round(scenarioCount / SCENARIOS_PER_FILE));
  for (let file = 0; file < fileCount; file++) {
    const [first, next] = [firstOf(file), firstOf(file + 1)];
    const scenarios = Array.from({ length: next - first }, (_, index) => scenarioText(first + index + 1));
    const name = `feature-${String(file + 1).padStart(3, "0")}`;
    writeFileSync(join(directory, `${name}.feature`), `Feature: Number ${file + 1}\n${scenarios.join("")}`);
  }
  return fileCount;

  function firstOf(file: number): number {
    return Math.floor((file * scenarioCount) / fileCount);
  }
}

function scenarioText(number: number): string {
  return `
  Scenario: Nothing happens, ${number}
    Given there is nothing
    When nothing happens
    Then there is still nothing
`;
}
