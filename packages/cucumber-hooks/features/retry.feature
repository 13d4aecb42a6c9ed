Feature: Retry
  Each attempt has a new database, as if it were the only one.

  Scenario Outline: A retry starts from the template, <how>
    Given the feature
      """
      Feature: notes

        Scenario: flaky
          When I note the path
          And I write a note and am alone with it
          And I fail in attempt 1

        Scenario: flakier
          When I note the path
          And I write a note and am alone with it
          And I fail in attempt 1
          And I fail in attempt 2

        Scenario: steady
          When I note the path
          And I write a note and am alone with it
      """
    When Cucumber runs with "--retry 2 <arguments>"
    Then 3 scenarios pass
    And 6 different paths were noted
    And nothing is left
    And no database is retained

    Examples:
      | how            | arguments    |
      | one by one     |              |

    @long
    Examples:
      | how            | arguments    |
      | in two workers | --parallel 2 |

  Scenario: Of a scenario that fails to the end, only the last failure's database is retained
    Given the feature
      """
      Feature: notes

        Scenario: broken
          When I write 3 notes
          And I fail
      """
    When Cucumber runs with "--retry 2"
    Then it ends with exit code 1: "1 failed"
    And 1 database is retained
    And nothing is left
