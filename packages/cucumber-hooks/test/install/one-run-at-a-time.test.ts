import { describe, expect, test } from "vitest";

import { createSuite } from "../helpers/create-suite.js";
import { targetVersion } from "../helpers/target.js";
import { EVEN_DAYS, ODD_DAYS } from "../../../../test/helpers/of-today.js";

const SENTENCE = "one process cannot have two runs of Cucumber at once";
const TWICE = "If a program starts two runs of Cucumber at once, await one runCucumber() before the next.";

describe("two runs in one process", () => {
  for (const [parallel, options] of [
    [0, {}],
    [2, EVEN_DAYS],
  ] as const)
    test(`refuse each other while support code is loaded, with ${parallel} workers`, options, async () => {
      const said = await run(`loadTogether(2); await Promise.all([start("a"), start("b")]);`, parallel);
      // Either may come first, and is told of the other when it has loaded; the second is refused at once.
      expect(said.map((text) => /^[ab] failed: /.test(text))).toEqual([true, true]);
      expect([SENTENCE, TWICE].map((reason) => said.filter((text) => text.includes(reason)).length)).toEqual([1, 1]);
    });

  test("are one run and a refusal where both have the same files, which are loaded once", ODD_DAYS, async () => {
    const said = await run(`await Promise.all([start("a"), start("a")]);`);
    // Cucumber 13 begins to load the second when the first is loaded: it has no steps then, and so no error of ours either.
    const refused = targetVersion("@cucumber/cucumber").startsWith("12.") ? `a failed: ${SENTENCE}` : "a failed: ";
    expect(said).toEqual([expect.stringContaining(refused), "a: true"]);
  });

  test("are one run and a refusal where the second begins while a scenario of the first is running", async () => {
    const said = await run(`hold(); const first = start("a"); await running; await start("b"); release(); await first;`);
    expect(said).toEqual(["a: true", expect.stringContaining(`b failed: `)]);
    expect(said[1]).toContain(SENTENCE);
  });

  for (const [how, script, wanted, options] of [
    ["of which the first passes", `await start("a"); await start("b");`, ["a: true", "b: true"], {}],
    [
      "of which the first cannot be loaded",
      `await start("broken"); await start("b");`,
      ["b: true", "broken failed: not this one"],
      EVEN_DAYS,
    ],
    [
      "of which the first fails before its scenarios",
      `await start("early"); await start("b");`,
      ["b: true", "early failed: "],
      ODD_DAYS,
    ],
    [
      "one of which is within a step of the other, and has no databases",
      `await start("outer");`,
      ["inner: true", "outer: true"],
      EVEN_DAYS,
    ],
  ] as const)
    test(`run one after the other, ${how}`, options, async () => {
      expect(await run(script)).toEqual(wanted.map((text) => expect.stringContaining(text)));
    });
});

/** Gives what the runs that a script starts came to, sorted. */
async function run(script: string, parallel = 0): Promise<readonly string[]> {
  const names = ["a", "b", "broken", "early", "outer", "inner"];
  const suite = createSuite({
    "db/001_notes.sql": "CREATE TABLE notes (id INTEGER PRIMARY KEY);",
    "run.mjs": `${RUN}\n${script}`,
    ...Object.fromEntries(names.flatMap((name) => Object.entries(createRun(name)))),
  });
  const { stdout, stderr } = await suite.startNode(["run.mjs", String(parallel)]).end;
  // The progress report may have begun the line.
  const said = stdout.match(/\w+(?:: true| failed: .*)$/gm) ?? [];
  if (said.length === 0) throw new Error(stdout + stderr);
  return said.toSorted();
}

function createRun(name: string): Readonly<Record<string, string>> {
  const hooks = name === "inner" ? "" : `import { installHooks } from "@picklejar/cucumber-hooks";\ninstallHooks();\n`;
  return {
    [`${name}/loading.js`]: "await globalThis.noteLoading?.();",
    [`${name}/hooks.js`]: hooks,
    [`${name}/steps.js`]: `${STEPS[name] ?? ""}
      import { When } from "@cucumber/cucumber";
      When("${name} runs", async function () {
        globalThis.noteRunning?.();
        await globalThis.held;
        ${name === "outer" ? `await globalThis.start("inner");` : ""}
      });`,
    [`${name}/${name}.feature`]: `Feature: ${name}\n  Scenario: ${name}\n    When ${name} runs\n`,
  };
}

const STEPS: Readonly<Record<string, string>> = {
  broken: `throw new Error("not this one");`,
  early: `import { BeforeAll } from "@cucumber/cucumber"; BeforeAll(() => { throw new Error("too early"); });`,
};

const RUN = `
  import { loadConfiguration, runCucumber } from "@cucumber/cucumber/api";
  const running = new Promise((resolve) => { globalThis.noteRunning = resolve; });
  let release = () => {};
  const hold = () => { globalThis.held = new Promise((resolve) => { release = resolve; }); };
  // Has runs wait for each other before their hooks are defined.
  const loadTogether = (count) => {
    const all = new Promise((resolve) => { globalThis.noteLoading = () => { if (--count === 0) resolve(); return all; }; });
  };
  const findException = ({ testRunHookFinished, testRunFinished }) =>
    (testRunHookFinished?.result.exception ?? testRunFinished?.exception)?.message ?? "";
  const start = globalThis.start = async (name) => {
    const { runConfiguration } = await loadConfiguration({
      file: false,
      provided: {
        paths: [\`\${name}/\${name}.feature\`],
        import: [\`\${name}/loading.js\`, \`\${name}/hooks.js\`, \`\${name}/steps.js\`],
        format: ["message:/dev/null"],
        parallel: Number(process.argv[2]),
      },
    });
    const messages = [];
    try {
      const { success } = await runCucumber(runConfiguration, {}, (message) => messages.push(message));
      console.log(success ? \`\${name}: true\` : \`\${name} failed: \${messages.map(findException).join(" ").trim()}\`);
    } catch (error) {
      // Until Cucumber 13; from then on a hook that throws before the scenarios makes a run fail.
      console.log(\`\${name} failed: \${error.message} \${error.cause?.message ?? ""}\`);
    }
  };
`;
