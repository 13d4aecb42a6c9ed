Feature: Names of scenarios
  A name is for people. It never decides where a database lies, nor whether it can be made or retained.

  Scenario Outline: Any name does, <how>
    Given the feature
      """
      Feature: names / of "every" kind .. 🥒

        Scenario:
          When I write a note and am alone with it
          And I fail

        Scenario: equal
          When I write a note and am alone with it
          And I fail

        Scenario: equal
          When I write a note and am alone with it
          And I fail

        Scenario Outline: <name>
          When I write a note and am alone with it
          And I fail

          Examples:
            | name                         |
            | ../../../up                  |
            | /absolute                    |
            | ..                           |
            | .                            |
            | a "quoted" 'name' `here`     |
            | $(touch pwned) ; rm -rf %TEMP% |
            | emoji 🥒🫙 ünïcödé 日本語       |
            | line\nbreak                  |
            | back\\slash                  |
            | tab	and  spaces             |
            | CON                          |
            | -rf                          |
            | it's a file.db-wal           |
      """
    And a scenario whose name has 500 characters
    When Cucumber runs with "<arguments>"
    Then it ends with exit code 1: "17 failed"
    And 17 databases are retained
    And nothing is left

    Examples:
      | how            | arguments    |
      | one by one     |              |

    @long
    Examples:
      | how            | arguments    |
      | in two workers | --parallel 2 |
