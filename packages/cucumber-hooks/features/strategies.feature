Feature: Strategies

  Scenario: An overlay whose file is replaced fails its own scenario, and no other
    Given the file "picklejar.config.js"
      """
      export default {
        migrations: "db",
        strategy: "overlay",
        connection: (database) => database.pragma("journal_mode = WAL"),
      };
      """
    And the file "features/steps/restore.js"
      """
      import { copyFileSync } from "node:fs";
      import { When } from "@cucumber/cucumber";

      When("I back up, write a note and restore", async function () {
        const connection = this.db.open();
        await connection.backup("backup.db");
        connection.exec("INSERT INTO notes (body) VALUES ('after the backup')");
        connection.close();
        copyFileSync("backup.db", this.db.path);
      });
      """
    And the feature
      """
      Feature: backups

        Scenario: restoring
          When I back up, write a note and restore

        Scenario: the next one
          Then there are 0 notes
          When I write 1 note
          Then there is 1 note
      """
    When Cucumber runs
    Then it ends with exit code 1: "1 failed, 1 passed"
    And the output says "so this test may have read wrong rows"
    And the output says 'Set strategy: "copy" in the configuration'
    And nothing is left

  Scenario: The summary says what an overlay would have saved
    Given the file "picklejar.config.js"
      """
      export default {
        migrations: "db",
        strategy: "copy",
        connection: (database) => database.pragma("journal_mode = WAL"),
        seed: (database) => database.exec("CREATE TABLE filling AS SELECT zeroblob(60000000)"),
      };
      """
    And the feature
      """
      Feature: many

        Scenario Outline: one of many
          When I write 1 note
          Then there is 1 note

          Examples:
            | number |
            | 1 |
            | 2 |
            | 3 |
            | 4 |
            | 5 |
            | 6 |
            | 7 |
            | 8 |
            | 9 |
            | 10 |
      """
    When Cucumber runs
    Then 10 scenarios pass
    And the output says '% of the run: `strategy: "overlay"` would have saved about'
