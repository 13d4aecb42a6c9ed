Feature: Hooks in the wrong place
  Hooks that would not be first in and last out are refused, with the line to write.

  Background:
    Given the feature
      """
      Feature: notes

        Scenario: one
          When I write a note and am alone with it
      """

  Scenario: After other hooks
    Given the file "features/support/early.js"
      """
      import { Before } from "@cucumber/cucumber";
      Before(() => {});
      """
    And the file "cucumber.mjs"
      """
      export default { import: ["features/support/early.js", "features/support/picklejar.js", "features/steps/*.js"] };
      """
    When Cucumber runs
    Then it ends with an error
    And the output says "features/support/early.js:2"
    And the output says
      """
      import: ["features/support/picklejar.js",
      """
    And nothing is left
    # The line that it shows is the cure.
    Given the file "cucumber.mjs"
      """
      export default { import: ["features/support/picklejar.js", "features/support/early.js", "features/steps/*.js"] };
      """
    When Cucumber runs
    Then 1 scenario passes

  Scenario: Twice
    Given the file "cucumber.mjs"
      """
      export default {
        import: ["features/support/picklejar.js", "./node_modules/@picklejar/cucumber-hooks/register.js", "features/steps/*.js"],
      };
      """
    When Cucumber runs
    Then it ends with an error
    And the output says "installHooks() must be called once"
    And nothing is left

  Scenario: Too late
    Given the file "features/support/picklejar.js"
      """
      import { Before } from "@cucumber/cucumber";
      import { installHooks } from "@picklejar/cucumber-hooks";
      Before(() => installHooks());
      """
    When Cucumber runs
    Then it ends with exit code 1: "1 failed"
    And the output says "installHooks() must be called while support code is loaded"
    And nothing is left

  Scenario: Without Cucumber
    Given the file "alone.js"
      """
      import { installHooks } from "@picklejar/cucumber-hooks";
      installHooks();
      """
    When Node runs "alone.js"
    Then it ends with an error
    And the output says "installHooks() must be called in support code that Cucumber loads"
    And nothing is left

  Scenario: A second copy of Cucumber
    Given a copy of "@cucumber/cucumber" in "elsewhere"
    When Cucumber runs from "elsewhere"
    Then it ends with an error
    And the output says "copy of Cucumber"
    And nothing is left

  Scenario: A second copy of better-sqlite3
    Given a copy of "better-sqlite3" in "elsewhere"
    And the file "elsewhere/open.js"
      """
      import Database from "better-sqlite3";
      new Database(":memory:").close();
      """
    And the file "features/steps/elsewhere.js"
      """
      import "../../elsewhere/open.js";
      """
    When Cucumber runs
    Then it ends with an error
    And the output says "better-sqlite3 was loaded 2 times"
    And the output says "elsewhere/node_modules/better-sqlite3"
    And nothing is left
