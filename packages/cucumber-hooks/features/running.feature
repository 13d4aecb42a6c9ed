Feature: Ways of running
  What Cucumber can be told, it can be told with the hooks.

  Background:
    Given the feature
      """
      Feature: notes

        @quick
        Scenario: first
          When I note "first"
          And I write a note and am alone with it

        Scenario: second
          When I note "second"
          And I write a note and am alone with it
          And I fail

        @quick
        Scenario: third
          When I note "third"
          And I write a note and am alone with it

        Scenario: fourth
          When I note "fourth"
          And I write a note and am alone with it
      """

  Scenario: --fail-fast
    When Cucumber runs with "--fail-fast"
    Then it ends with exit code 1: "1 failed, 2 skipped, 1 passed"
    And this happened, in this order
      | first  |
      | second |
    And nothing is left

  @long
  Scenario: --fail-fast in two workers
    When Cucumber runs with "--fail-fast --parallel 2"
    Then it ends with exit code 1
    And nothing is left

  Scenario: --dry-run makes no database, nor a template
    Given the file "db/002_broken.sql"
      """
      CREATE TABLE broken (;
      """
    When Cucumber runs with "--dry-run"
    Then it ends with exit code 0: "4 skipped"
    And the output does not say "picklejar"
    And nothing is left

  Scenario: --tags, and with them none
    When Cucumber runs with "--tags @quick"
    Then 2 scenarios pass
    When Cucumber runs with "--tags @nowhere"
    Then it ends with exit code 0: ""
    And nothing is left

  @needs_shard
  Scenario: --shard
    When Cucumber runs with "--shard 1/2"
    Then 2 scenarios pass
    When Cucumber runs with "--shard 2/2"
    Then it ends with exit code 1: "1 failed, 1 passed"
    And this happened, in this order
      | first  |
      | third  |
      | second |
      | fourth |
    And nothing is left

  Scenario: A rerun file
    When Cucumber runs with "--format rerun:@rerun.txt"
    Then it ends with exit code 1: "1 failed, 3 passed"
    When Cucumber runs with "@rerun.txt"
    Then it ends with exit code 1: "1 failed"
    And this happened, in this order
      | first  |
      | second |
      | third  |
      | fourth |
      | second |
    And nothing is left

  Scenario: One scenario by its line
    When Cucumber runs with "features/suite.feature:14"
    Then 1 scenario passes
    And this happened, in this order
      | third |

  @long
  Scenario: A step that starts another Cucumber
    Given the file "features/suite.feature"
      """
      Feature: outer

        Scenario: starts another
          Given I write 1 note
          When I start another Cucumber with "features/inner"
          Then there is 1 note

        Scenario: beside it
          When I write a note and am alone with it
      """
    And the file "features/inner/inner.feature"
      """
      Feature: inner

        Scenario: alone
          When I write a note and am alone with it

        Scenario: also alone
          When I write a note and am alone with it
      """
    When Cucumber runs with "features/suite.feature --parallel 2"
    Then 2 scenarios pass
    And this happened, in this order
      | 2 scenarios (2 passed) |
    And nothing is left
