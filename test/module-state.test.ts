import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "../packages/core/src");

/** `let`, and collections that begin empty: what else stands at the top of a module does not change. */
const STATE = /^(?:export )?(?:let \w+|const \w+(?:: [^=]+)? = new (?:Once|Weak)?(?:Map|Set)(?:<.*>)?\(\))/;

/** What belongs to a run hangs on `Run`; what belongs to a call or an object, there. The rest says why it belongs to the process. */
test("core has no variable at the top of a module without a comment that says whose state it is", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const found = files.flatMap((file) => {
    const lines = readFileSync(join(SOURCES, file), "utf8").split("\n");
    return lines.flatMap((line, index) => (STATE.test(line) ? [{ at: `${file}: ${line}`, above: lines[index - 1] }] : []));
  });
  expect(found.length).toBeGreaterThan(20);
  expect(found.filter(({ above }) => above?.endsWith("*/") !== true)).toEqual([]);
});
