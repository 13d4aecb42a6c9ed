Feature: Clean-up
  It always happens, in one order: deferred work, the application, variables, connections that were handed out, files. An error in
  any of it is reported, hides nothing, and stops none of the rest.

  Scenario Outline: The order, when a scenario <outcome>
    Given hooks with the options
      """
      {
        environment: "DATABASE_FILE",
        onDatabase: () => note("application opens"),
        onRelease: () => note(`application closes, DATABASE_FILE ${process.env.DATABASE_FILE === undefined ? "not set" : "set"}`),
      }
      """
    And the feature
      """
      Feature: notes

        @after
        Scenario: cleans up
          Given I write 1 note
          And I defer noting "first deferred, last done"
          And I defer work that defers noting "deferred while cleaning up"
          And I defer a look at the database
          When <step>

        Scenario: after it
          When I look at what the scenarios before me left
          Then I write a note and am alone with it
      """
    When Cucumber runs
    Then it ends with exit code <code>: "<outcomes>"
    And this happened, in this order
      | application opens                                               |
      | the suite's own After finds 1 notes                             |
      | deferred work finds the file there, its connection open         |
      | deferred while cleaning up                                      |
      | first deferred, last done                                       |
      | application closes, DATABASE_FILE set                           |
      | application opens                                               |
      | file gone, connection closed                                    |
      | application closes, DATABASE_FILE set                           |
    And nothing is left

    Examples:
      | outcome    | step                    | code | outcomes            |
      | passes     | I write 0 notes         | 0    | 2 passed            |
      | fails      | I fail                  | 1    | 1 failed, 1 passed  |

    @long
    Examples:
      | outcome    | step                    | code | outcomes            |
      | is pending | a step that is pending  | 1    | 1 pending, 1 passed |
      | is skipped | a step that skips the rest | 0 | 1 skipped, 1 passed |
      | undefined  | no such step            | 1    | 1 undefined, 1 passed |

  Scenario: An error stops none of the rest, and hides nothing
    Given hooks with the options
      """
      { deferTimeoutMs: 200, onRelease: async () => { throw new Error("the application did not close"); } }
      """
    And the feature
      """
      Feature: notes

        @after_fails
        Scenario: everything fails
          Given I defer noting "first deferred"
          And I defer work that fails
          And I defer work that never ends
          And I defer a look at the database
          When a folder takes the database's place
          And I fail
      """
    When Cucumber runs
    Then it ends with exit code 1: "1 failed"
    And this happened, in this order
      | deferred work finds the file there, its connection open |
      | first deferred                                          |
    And the output says "failed on purpose"
    And the output says "the suite's own After failed"
    And the output says "deferred work failed"
    And the output says "deferred work did not end within 200 ms"
    And the output says "the application did not close"
    And nothing is left

  Scenario Outline: An error in the clean-up fails its scenario alone, <how>
    Given the feature
      """
      Feature: notes

        Scenario: passes but for its deferred work
          Given I defer work that fails

        Scenario: its database is replaced, which is nobody's loss
          When a folder takes the database's place

        Scenario: passes
          When I write a note and am alone with it
      """
    When Cucumber runs with "<arguments>"
    Then it ends with exit code 1: "1 failed, 2 passed"
    And nothing is left

    Examples:
      | how            | arguments    |
      | one by one     |              |

    @long
    Examples:
      | how            | arguments    |
      | in two workers | --parallel 2 |

  Scenario Outline: A connection that is left open is named (<option>)
    Given hooks with the options
      """
      { openConnections: "<option>" }
      """
    And the feature
      """
      Feature: notes

        Scenario: closes what it opens
          When I write a note and am alone with it

        Scenario: leaves one open
          When I leave a connection of my own open

        Scenario: after it
          When I write a note and am alone with it
      """
    When Cucumber runs
    Then it ends with exit code <code>: "<outcomes>"
    And the output says "features/suite.feature:6 \"leaves one open\"" <times> times
    And nothing is left

    Examples:
      | option | code | outcomes           | times |
      | warn   | 0    | 3 passed           | 1     |
      | ignore | 0    | 3 passed           | 0     |

  Scenario: A connection that is left open fails its scenario, where that is wished
    Given hooks with the options
      """
      { openConnections: "fail" }
      """
    And the feature
      """
      Feature: notes

        Scenario: leaves one open
          When I leave a connection of my own open

        Scenario: after it
          When I write a note and am alone with it
      """
    When Cucumber runs
    Then it ends with exit code 1: "1 failed, 1 passed"
    And the output says "features/suite.feature:3"
    And nothing is left
