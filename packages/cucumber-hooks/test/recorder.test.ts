import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";

import { EVEN_DAYS, ODD_DAYS } from "../../../test/helpers/of-today.js";
import { readMessages } from "./expected-failure/read-reports.js";
import { createSuite, type Suite, type SuiteResult } from "./helpers/create-suite.js";

const SHOP = {
  "db/001_shop.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, password TEXT);",
  "features/orders.feature": `Feature: Orders
  Background:
    Given two orders
  Scenario: Paying
    When order 1 is paid
    Then it fails
    And this never runs
`,
  "features/steps/orders.js": `
    import { After, Given } from "@cucumber/cucumber";
    Given("two orders", function () { this.db.open().exec("INSERT INTO orders VALUES (1, 'open', 'p4ss'), (2, 'open', 'w0rd')"); });
    Given("order 1 is paid", function () { this.db.open().exec("UPDATE orders SET status = 'paid', password = 's3cret' WHERE id = 1"); });
    Given("it fails", function () { this.db.open().exec("DELETE FROM orders WHERE id = 2"); throw new Error("it fails"); });
    Given("this never runs", () => {});
    After(function () { this.db.open().exec("DELETE FROM orders"); });`,
} as const;

describe("what is left of a scenario that failed", () => {
  let suite: Suite;
  let withoutSteps: Suite;
  let directory: string;

  beforeAll(async () => {
    suite = createSuite(SHOP);
    withoutSteps = createSuite(SHOP);
    await Promise.all([suite.start([]).end, withoutSteps.start([], { PICKLEJAR_RECORD: "scenario" }).end]);
    directory = onlyRunOf(suite);
  });

  test("is the database, its page, its states and its recording, for this user only", () => {
    const names = ["db", "html", "json", "states"].map((ending) => `01-Orders-Paying-L4.${ending}`);
    expect(readdirSync(directory).toSorted()).toEqual([...names, "run.json"]);
    expect(names.map((name) => statSync(join(directory, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    expect(readFileSync(join(directory, "01-Orders-Paying-L4.html"), "utf8")).toContain("order 1 is paid");
  });

  test("shows no secret but in the database and its states, also without steps", async () => {
    for (const each of [suite, withoutSteps]) {
      const files = ["html", "json"].map((ending) => join(onlyRunOf(each), `01-Orders-Paying-L4.${ending}`));
      const texts = [...files.map((file) => readFileSync(file, "utf8")), (await picklejar(each, ["failed", "1"])).stdout];
      for (const text of texts) expect(text).not.toMatch(/p4ss|w0rd|s3cret/);
    }
  });

  test("is the whole scenario, with the reason, where the option record says scenario", EVEN_DAYS, async () => {
    const { recording } = await readFailed(withoutSteps);
    expect([recording.detail, recording.reason]).toEqual(["scenario", 'as the option record: "scenario" says']);
    expect(recording.steps.map(({ section }) => section)).toEqual(["background", "scenario", "scenario", "scenario"]);
  });

  test("says by step what changed, also as JSON", async () => {
    expect(await picklejar(suite, ["failed", "1"])).toHaveEnded({
      code: 0,
      stdout: [
        "  1 ✓ Given two orders\n      orders +2\n",
        "  2 ✓ When order 1 is paid\n      orders ~1\n        ~ id=1: status 'open' → 'paid', password ••• → ••• (not the same)\n",
        "  3 ✗ Then it fails\n      Error: it fails\n",
        "      orders -1\n",
        "  4 ○ And this never runs (not run)\n",
        "Show the page: picklejar show 1\n",
      ],
    });
    const { recording } = await readFailed(suite);
    expect(recording.steps.map(({ section, status, location }) => [section, status, location])).toEqual([
      ["background", "passed", "features/orders.feature:3"],
      ["scenario", "passed", "features/orders.feature:5"],
      ["scenario", "failed", "features/orders.feature:6"],
      ["scenario", "not-run", "features/orders.feature:7"],
    ]);
    expect(recording.steps.map(({ sql }) => sql)).toEqual([
      [{ sql: "INSERT INTO orders VALUES (?, ?, ?), (?, ?, ?)", count: 1 }],
      [{ sql: "UPDATE orders SET status = ?, password = ? WHERE id = ?", count: 1 }],
      [{ sql: "DELETE FROM orders WHERE id = ?", count: 1 }],
      undefined,
    ]);
  });

  for (const [at, statuses, options] of [
    ["start", [], EVEN_DAYS],
    ["1", ["open", "open"], ODD_DAYS],
    ["2", ["paid", "open"], {}],
    ["3", ["paid"], EVEN_DAYS],
    ["end", [], ODD_DAYS],
  ] as const)
    test(`gives the database as it was at ${at}`, options, async () => {
      const path = suite.path(`at-${at}.db`);
      expect(await picklejar(suite, ["failed", "1", "--at", at, path])).toHaveEnded({ code: 0, stdout: [`sqlite3 '${path}'`] });
      expect(readStatuses(path)).toEqual(statuses);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    });

  test("is never written over a file, nor for a step that did not run", async () => {
    writeFileSync(suite.path("mine.db"), "mine");
    expect(await picklejar(suite, ["failed", "1", "--at", "1", "mine.db"])).toHaveEnded({ code: 2, stderr: ["which stays"] });
    expect(readFileSync(suite.path("mine.db"), "utf8")).toBe("mine");
    expect(await picklejar(suite, ["failed", "1", "--at", "4", "other.db"])).toHaveEnded({
      code: 2,
      stderr: ["The state after step 4", "There are: start, 1, 2, 3, end."],
    });
    expect(existsSync(suite.path("other.db"))).toBe(false);
  });

  test("has a page that show names, and a sentence where there is none", ODD_DAYS, async () => {
    const page = join(directory, "01-Orders-Paying-L4.html");
    expect(await picklejar(suite, ["show", "--print"])).toHaveEnded({ code: 0, stdout: `${page}\n` });
    const without = createSuite({ ...SHOP });
    await without.start([], { PICKLEJAR_RECORD: "off" }).end;
    expect(await picklejar(without, ["show", "1"])).toHaveEnded({ code: 2, stderr: ["There is no page of"] });
    expect(
      readdirSync(onlyRunOf(without))
        .map((name) => name.replace(/.*\./, ""))
        .toSorted(),
    ).toEqual(["db", "json", "json"]);
  });

  // The last two change what the others read.
  test("cannot give a state when the database was changed since, and says so", async () => {
    new Database(join(directory, "01-Orders-Paying-L4.db")).exec("PRAGMA journal_mode = DELETE; DELETE FROM orders").close();
    expect(await picklejar(suite, ["failed", "1", "--at", "1", "out.db"])).toHaveEnded({
      code: 2,
      stderr: ["was changed since it was retained"],
    });
    expect(existsSync(suite.path("out.db"))).toBe(false);
  });

  test("goes with the next run, and a file of the user stays", async () => {
    const mine = join(onlyRunOf(withoutSteps), "01-Orders-Paying-L4-mine.html");
    writeFileSync(mine, "mine");
    await Promise.all([suite, withoutSteps].map((each) => each.start(["--name", "none"]).end));
    expect(existsSync(directory)).toBe(false);
    expect(readdirSync(dirname(mine)).toSorted()).toEqual([basename(mine), "run.json"]);
  });
});

/** Each has a step that does it, and fails afterwards. */
const HOSTILE = {
  "drops a table": `this.db.open().exec("DROP TABLE orders")`,
  "writes 50,000 rows": `this.db.open().exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO orders (status) SELECT 'row ' || i FROM n")`,
  "changes the schema": `this.db.open().exec("ALTER TABLE orders ADD COLUMN total REAL DEFAULT 1; CREATE VIEW v AS SELECT * FROM orders; DROP VIEW v")`,
  "writes in a child": `execFileSync(process.execPath, ["--input-type=module", "-e", \`import D from "better-sqlite3"; new D(process.argv[1]).exec("INSERT INTO orders (status) VALUES ('child')")\`, this.db.path])`,
  "is in a transaction": `this.db.open().exec("BEGIN; INSERT INTO orders (status) VALUES ('never')")`,
  "locks it for good": `this.db.open().exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; INSERT INTO orders (status) VALUES ('never')")`,
  "deletes the file": `rmSync(this.db.path)`,
  "cuts the file": `truncateSync(this.db.path, 100)`,
  "writes garbage into the file": `writeFileSync(this.db.path, "garbage".repeat(2000))`,
  "moves the file": `renameSync(this.db.path, this.db.path + ".moved")`,
  vacuums: `this.db.open().exec("INSERT INTO orders (status) VALUES ('a'); DELETE FROM orders"); try { this.db.open().exec("VACUUM"); } catch {}`,
  "is locked by another process": `
    const child = spawn(process.execPath, ["--input-type=module", "-e", \`import D from "better-sqlite3"; new D(process.argv[1]).exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; INSERT INTO orders (status) VALUES ('never')"); console.log(1); setInterval(() => {}, 1000)\`, this.db.path], { stdio: ["ignore", "pipe", "inherit"] });
    this.defer(() => child.kill("SIGKILL"));
    await once(child.stdout, "data")`,
  "encrypts the file": `writeFileSync(this.db.path, randomBytes(8192))`,
  "writes values of every kind": `this.db.open().exec("INSERT INTO orders (status) VALUES ('</scr' || 'ipt><script>x'), (char(27) || '[31mred'), ('a' || char(0) || 'b'), (CAST(x'66ff00fe' AS TEXT)), ('##[error]no'), (char(10) || '::error::no'), (x'00ff'), (9e999), (9223372036854775807), (zeroblob(100000))")`,
  "uses names with quotes": `this.db.open().exec(\`CREATE TABLE "a ""b"" [c] ' e" ("f ""g""" TEXT); INSERT INTO "a ""b"" [c] ' e" VALUES (1)\`)`,
  "turns the clock back": `
    const { now } = Date; const then = performance.now; this.defer(() => { Date.now = now; performance.now = then; });
    Date.now = () => 0; performance.now = () => -1; this.db.open().exec("UPDATE orders SET status = 'earlier'")`,
  "uses names that are markup": `this.db.open().exec('CREATE TABLE "</script><b>" ("a<b" TEXT); INSERT INTO "</script><b>" VALUES (\\'<!--\\' || char(0) || char(27) || \\'##[error]\\')')`,
} as const;

const JOURNAL_MODES = [
  ["wal", EVEN_DAYS],
  ["delete", ODD_DAYS],
] as const;

describe.each(JOURNAL_MODES)("a scenario that is hostile to its database, in journal mode %s,", (mode, options) => {
  let runs: readonly { readonly result: SuiteResult; readonly suite: Suite }[];

  beforeAll(async () => {
    const scenarios = Object.keys(HOSTILE).map(
      (name) => `  Scenario: ${name}\n    Given an order\n    When it ${name}\n    Then it fails\n`,
    );
    const steps = Object.entries(HOSTILE).map(
      ([name, code]) => `When(${JSON.stringify(`it ${name}`)}, async function () { ${code}; });`,
    );
    runs = await Promise.all(
      ["steps", "off"].map(async (record) => {
        const suite = createSuite({
          "db/001_shop.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT);",
          "picklejar.config.js": `export default { migrations: "db", connection: (db) => { db.pragma("journal_mode = ${mode}"); } };`,
          "features/orders.feature": `Feature: orders\n${scenarios.join("")}`,
          "features/steps/orders.js": `
            import { execFileSync, spawn } from "node:child_process";
            import { randomBytes } from "node:crypto";
            import { once } from "node:events";
            import { renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
            import { Given, When } from "@cucumber/cucumber";
            Given("an order", function () { this.db.open().exec("INSERT INTO orders (status) VALUES ('open')"); });
            When("it fails", () => { throw new Error("it fails"); });
            ${steps.join("\n")}`,
        });
        return { suite, result: await suite.start(["--format", "message:messages"], { PICKLEJAR_RECORD: record }).end };
      }),
    );
  });

  test.each(Object.keys(HOSTILE))("has the result that it has without the recorder, and evidence: %s", options, (name) => {
    const [recorded, plain] = runs.map(({ suite }) => readMessages(suite.path("messages")).report.get(name));
    expect(recorded?.status).toBe(plain?.status);
    expect(errorsIn(recorded?.text)).toEqual(errorsIn(plain?.text));
    expect(recorded?.text).toMatch(/Given an order|retained|Not recorded|not known|could not/);
  });

  test("ends the run as it ends without, and leaves nothing", options, () => {
    const [recorded, plain] = runs;
    expect(recorded?.result.code).toBe(plain?.result.code);
    expect(recorded?.suite.leftovers()).toEqual(plain?.suite.leftovers());
  });
});

describe("a database that grows to 2 GB", () => {
  test("is not compared, which the report says, and leaves the scenario its result", ODD_DAYS, async () => {
    const suite = createSuite({
      ...SHOP,
      "features/steps/orders.js": `
        import { closeSync, openSync, truncateSync, writeSync } from "node:fs";
        import { Given } from "@cucumber/cucumber";
        Given("two orders", function () { this.db.open().exec("PRAGMA journal_mode = DELETE; INSERT INTO orders (status) VALUES ('open')"); this.db.open().close(); });
        Given("order 1 is paid", function () {
          // Pages that nothing uses: the file is sparse.
          truncateSync(this.db.path, 2 ** 31);
          const count = Buffer.alloc(4); count.writeUInt32BE(2 ** 31 / 4096);
          const file = openSync(this.db.path, "r+"); writeSync(file, count, 0, 4, 28); closeSync(file);
        });
        Given("it fails", () => { throw new Error("it fails"); });
        Given("this never runs", () => {});`,
    });
    const { code, stdout } = await suite.start([]).end;
    expect({ code, stdout, stderr: "" }).toHaveEnded({
      code: 1,
      stdout: [
        "Error: it fails",
        "No step is known to have changed a row",
        "Not recorded: The database has 2048 MB, and its changes are recorded up to 1024 MB.",
      ],
    });
  });
});

describe("several workers, with two databases for each scenario,", () => {
  test(
    "retain and record each database of each scenario once, and link its page to that of the other",
    { tags: "long", timeout: 120_000 },
    async () => {
      const count = 6;
      const suite = createSuite({
        "db/001.sql": "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT);",
        "picklejar.config.js": `export default { databases: { default: { migrations: "db" }, audit: { migrations: "db" } }, cucumber: { databases: ["default", "audit"] } };`,
        "features/orders.feature": `Feature: orders\n${Array.from({ length: count }, (_, index) => `  Scenario: number ${index}\n    When it writes ${index}\n    Then it fails\n`).join("")}`,
        "features/steps/orders.js": `
        import { When } from "@cucumber/cucumber";
        When("it writes {int}", function (number) {
          for (const [name, database] of Object.entries(this.databases)) database.open().prepare("INSERT INTO orders (status) VALUES (?)").run(name + number);
        });
        When("it fails", () => { throw new Error("it fails"); });`,
      });
      expect(await suite.start(["--parallel", "2"]).end).toHaveEnded({ code: 1, stderr: ["12 databases retained"] });
      const directory = onlyRunOf(suite);
      const found = readdirSync(directory).filter((name) => name.endsWith(".db"));
      const seen = found.map(
        (name) =>
          `${readStatuses(join(directory, name)).join()} ${/number-\d+-L\d+(?:-audit)?/.exec(name)?.[0].replace(/-L\d+/, "") ?? ""}`,
      );
      const expected = Array.from({ length: count }, (_, index) => [
        `default${index} number-${index}`,
        `audit${index} number-${index}-audit`,
      ]);
      expect(seen.toSorted()).toEqual(expected.flat().toSorted());
      for (const name of found) {
        const page = readFileSync(join(directory, name.replace(/db$/, "html")), "utf8");
        const [, href = ""] = /"siblings":\[\{"label":"(?:default|audit)","href":"([^"]*)"\}\]/.exec(page) ?? [];
        expect(found).toContain(decodeURIComponent(href).replace(/html$/, "db"));
        expect(/number-\d+/.exec(href)?.[0]).toBe(/number-\d+/.exec(name)?.[0]);
        expect(href).not.toBe(encodeURIComponent(name.replace(/db$/, "html")));
      }
    },
  );
});

/** Sets the option where support code was loaded already. */
const TOO_LATE = ["--world-parameters", '{"picklejar":{"record":{"hooks":true}}}'];

describe("the option record", () => {
  test("may be hooks by PICKLEJAR_RECORD, also where it is read too late to define one", async () => {
    const suite = createSuite({
      ...SHOP,
      "features/steps/before.js": `
        import { Before } from "@cucumber/cucumber";
        Before(function () { this.db.open().exec("INSERT INTO orders VALUES (9, 'by a hook', NULL)"); });`,
    });
    expect(await suite.start(TOO_LATE, { PICKLEJAR_RECORD: "hooks" }).end).toHaveEnded({ code: 1, stdout: ["it fails"] });
    const { recording } = await readFailed(suite);
    expect([recording.detail, recording.reason]).toEqual(["steps", undefined]);
    expect(recording.steps.map(({ section }) => section)).toEqual(["hook", "background", "scenario", "scenario", "scenario"]);
  });

  test("refuses another value, and names what there is", EVEN_DAYS, async () => {
    const suite = createSuite(SHOP);
    const result = await suite.start([], { PICKLEJAR_RECORD: "all" }).end;
    expect(`${result.stdout}${result.stderr}`).toContain(
      'PICKLEJAR_RECORD: expected one of "steps", "scenario", "hooks", "off", got \'all\'',
    );
  });

  test("is refused with hooks where it is read too late to define one", ODD_DAYS, async () => {
    const suite = createSuite(SHOP);
    const { code, stdout, stderr } = await suite.start(TOO_LATE).end;
    expect(code).toBe(1);
    // Cucumber 13 reports it, and 12 prints what was thrown.
    expect(stdout + stderr).toContain("worldParameters.picklejar.record: { hooks: true } comes too late");
    expect(stdout + stderr).toContain("set PICKLEJAR_RECORD=hooks");
  });
});

function picklejar(suite: Suite, arguments_: readonly string[]): Promise<SuiteResult> {
  return suite.startNode(["node_modules/@picklejar/core/bundle/cli.js", ...arguments_]).end;
}

interface FailedAsJson {
  readonly recording: {
    readonly detail: string;
    readonly reason?: string;
    readonly steps: readonly Readonly<Record<"section" | "status" | "location", string> & { sql?: unknown }>[];
  };
}

/** What `picklejar failed 1 --json` prints. */
async function readFailed(suite: Suite): Promise<FailedAsJson> {
  return JSON.parse((await picklejar(suite, ["failed", "1", "--json"])).stdout) as FailedAsJson;
}

function onlyRunOf(suite: Suite): string {
  const failed = suite.path(".picklejar/failed");
  return join(failed, readdirSync(failed)[0] ?? "");
}

function readStatuses(path: string): readonly unknown[] {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return database.prepare("SELECT status FROM orders ORDER BY id").pluck().all();
  } finally {
    database.close();
  }
}

/** Messages of errors, without where they were thrown, and without paths of the run. */
function errorsIn(text = ""): readonly string[] {
  const lines = text.split("\n").filter((line) => /^\s*(?:\w*Error|AggregateError)\b/.test(line));
  return [...new Set(lines.map((line) => line.trim().replaceAll(/\/\S+/g, "…")))].toSorted();
}
