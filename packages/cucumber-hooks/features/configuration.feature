Feature: Configuration
  One file of support code, or two lines of configuration, in any of the ways in which Cucumber loads support code.

  Background:
    Given the feature
      """
      Feature: notes

        Scenario: one
          When I write a note and am alone with it

        Scenario: two
          When I write a note and am alone with it
      """

  Scenario: Without code
    Given the file "cucumber.mjs"
      """
      export default {
        import: ["./node_modules/@picklejar/cucumber-hooks/register.js", "features/steps/*.js"],
        worldParameters: { picklejar: { environment: { DATABASE_FILE: "path" } } },
      };
      """
    And the feature
      """
      Feature: notes

        Scenario: one
          When I write a note and am alone with it
          Then DATABASE_FILE is the path of "default"
      """
    When Cucumber runs
    Then 1 scenario passes
    And nothing is left

  Scenario: Options in the picklejar configuration, behind those in worldParameters, behind those in code
    Given the file "picklejar.config.js"
      """
      export default {
        migrations: "db",
        cucumber: { environment: { FROM_CONFIGURATION: "path" }, openConnections: "fail" },
      };
      """
    And the feature
      """
      Feature: notes

        Scenario: one
          Then FROM_CONFIGURATION is the path of "default"
      """
    When Cucumber runs
    Then 1 scenario passes
    Given the feature
      """
      Feature: notes

        Scenario: one
          Then FROM_PARAMETERS is the path of "default"
          And FROM_CONFIGURATION is not set
      """
    When Cucumber runs with world parameters
      """
      { "picklejar": { "environment": { "FROM_PARAMETERS": "path" } } }
      """
    Then 1 scenario passes
    Given hooks with the options
      """
      { environment: { FROM_CODE: "path" } }
      """
    And the feature
      """
      Feature: notes

        Scenario: one
          Then FROM_CODE is the path of "default"
          And FROM_PARAMETERS is not set

        Scenario: two
          When I leave a connection of my own open
      """
    When Cucumber runs with world parameters
      """
      { "picklejar": { "environment": { "FROM_PARAMETERS": "path" } } }
      """
    Then it ends with exit code 1: "1 failed, 1 passed"
    And nothing is left

  Scenario Outline: A wrong option is named, in <place>
    Given the file "picklejar.config.js"
      """
      export default { migrations: "db", <configuration> };
      """
    And hooks with the options
      """
      { <code> }
      """
    When Cucumber runs with world parameters
      """
      { <parameters> }
      """
    Then it ends with an error
    And the output says "<message>"
    And nothing is left

    Examples:
      | place               | code                       | parameters                        | configuration                | message         |
      | code                | openConnections: "refuse"  |                                   |                              | openConnections |
      | the configuration   |                            |                                   | cucumber: { retain: "maybe" }  | cucumber.retain |

    @long
    Examples:
      | place               | code                       | parameters                        | configuration                | message         |
      | worldParameters     |                            | "picklejar": { "retain": "maybe" }  |                              | picklejar.retain |
      | code, its name      | openConnection: "warn"     |                                   |                              | openConnection  |
      | code, the database  | database: "audit"          |                                   |                              | audit           |
      | code, a variable    | environment: { A: "file" } |                                   |                              | environment.A   |

  Scenario Outline: Support code in CommonJS, <how>
    Given the file "package.json"
      """
      { "name": "suite", "private": true, "type": "commonjs" }
      """
    And the file "cucumber.mjs"
      """
      export default { require: ["features/support/picklejar.cjs", "features/steps/*.cjs"] };
      """
    And the file "picklejar.config.mjs"
      """
      export default { migrations: "db" };
      """
    And the file "features/support/picklejar.cjs"
      """
      const { installHooks } = require("@picklejar/cucumber-hooks");
      installHooks({ environment: "DATABASE_FILE" });
      """
    And the file "features/steps/notes.cjs"
      """
      const assert = require("node:assert/strict");
      const { When } = require("@cucumber/cucumber");
      const Database = require("better-sqlite3");
      When("I write a note and am alone with it", function () {
        const database = new Database(process.env.DATABASE_FILE);
        database.exec("INSERT INTO notes (body) VALUES ('mine')");
        assert.equal(database.prepare("SELECT count(*) FROM notes").pluck().get(), 1);
        database.close();
      });
      """
    And the file "picklejar.config.js" is removed
    When Cucumber runs with "<arguments>"
    Then 2 scenarios pass
    And the output does not say "Warning"
    And nothing is left

    Examples:
      | how            | arguments    |
      | in one process |              |

    @long
    Examples:
      | how            | arguments    |
      | in two workers | --parallel 2 |

  Scenario: register.js required from a configuration in CommonJS
    Given the file "package.json"
      """
      { "name": "suite", "private": true, "type": "commonjs" }
      """
    And the file "cucumber.mjs" is removed
    And the file "cucumber.cjs"
      """
      module.exports = {
        default: { require: ["./node_modules/@picklejar/cucumber-hooks/register.js", "features/steps/*.cjs"] },
      };
      """
    And the file "picklejar.config.js" is removed
    And the file "picklejar.config.mjs"
      """
      export default { migrations: "db" };
      """
    And the file "features/steps/notes.cjs"
      """
      const assert = require("node:assert/strict");
      const { When } = require("@cucumber/cucumber");
      When("I write a note and am alone with it", function () {
        this.db.open().exec("INSERT INTO notes (body) VALUES ('mine')");
        assert.equal(this.db.open().prepare("SELECT count(*) FROM notes").pluck().get(), 1);
      });
      """
    When Cucumber runs
    Then 2 scenarios pass
    And nothing is left

  Scenario Outline: Support code in TypeScript, with a World of one's own, <how>
    Given TypeScript that Node can load
    And the file "cucumber.mjs"
      """
      export default { <option>: ["features/support/picklejar.ts", "features/steps/*.ts"] };
      """
    And the file "features/support/picklejar.ts"
      """
      import { setWorldConstructor, World, type IWorldOptions } from "@cucumber/cucumber";
      import { installHooks, withPicklejar } from "@picklejar/cucumber-hooks";

      export class NotesWorld extends withPicklejar(World) {
        readonly started: number = Date.now();
        constructor(options: IWorldOptions) {
          super(options);
        }
        count(): number {
          return this.db.open().prepare<[], number>("SELECT count(*) FROM notes").pluck().get() ?? 0;
        }
      }

      installHooks();
      setWorldConstructor(NotesWorld);
      """
    And the file "features/steps/notes.ts"
      """
      import assert from "node:assert/strict";
      import { When } from "@cucumber/cucumber";
      import type { NotesWorld } from "../support/picklejar.ts";

      When("I write a note and am alone with it", function (this: NotesWorld): void {
        this.db.open().exec("INSERT INTO notes (body) VALUES ('mine')");
        assert.equal(this.count(), 1);
        assert.ok(this.started > 0);
      });
      """
    When Cucumber runs with "<arguments>"
    Then 2 scenarios pass
    And nothing is left

    Examples:
      | how            | option | arguments    |
      | imported       | import |              |

    @long
    Examples:
      | how            | option | arguments    |
      | in two workers | import | --parallel 2 |

  Scenario: One World for all scenarios
    Given the file "features/support/picklejar.js"
      """
      import { setWorldConstructor } from "@cucumber/cucumber";
      import { installHooks } from "@picklejar/cucumber-hooks";
      const world = {};
      installHooks();
      setWorldConstructor(function () { return world; });
      """
    And the feature
      """
      Feature: notes

        Scenario: one
          When I write a note and am alone with it
          And I defer noting "one"
          Then this.db is the database "default"

        @no_database
        Scenario: none
          Then I have no database

        Scenario: two
          When I write a note and am alone with it
          And I defer noting "two"
          Then this.db is the database "default"
      """
    When Cucumber runs
    Then 3 scenarios pass
    And this happened, in this order
      | one |
      | two |
    And nothing is left

  Scenario: Another name in the World
    Given hooks with the options
      """
      { worldProperty: "jar" }
      """
    And the file "features/steps/notes.js"
      """
      import assert from "node:assert/strict";
      import { When } from "@cucumber/cucumber";
      When("I write a note and am alone with it", function () {
        assert.equal(this.db, undefined);
        this.jar.open().exec("INSERT INTO notes (body) VALUES ('mine')");
        assert.equal(this.jar.open().prepare("SELECT count(*) FROM notes").pluck().get(), 1);
      });
      """
    When Cucumber runs
    Then 2 scenarios pass
    And nothing is left
