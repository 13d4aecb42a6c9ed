Feature: Isolation
  A scenario sees exactly the template, whatever the scenarios before it and beside it did.

  Scenario Outline: What a scenario writes, no other sees, <how>
    Given the feature
      """
      Feature: notes

        Background:
          Given I note the path

        Scenario: one
          When I write a note and am alone with it

        Scenario Outline: one of many
          When I write a note and am alone with it
          Then I write <n> notes

          Examples:
            | n |
            | 1 |
            | 2 |
            | 3 |
            | 4 |
            | 5 |

        Rule: within a rule

          Background:
            Given I write 2 notes

          Scenario: one of a rule
            Then there are 2 notes

          Example: another of it
            When I write 1 note
            Then there are 3 notes
      """
    When Cucumber runs with "<arguments>"
    Then 8 scenarios pass
    And 8 different paths were noted
    And nothing is left

    Examples:
      | how            | arguments    |
      | one by one     |              |

    @long
    Examples:
      | how            | arguments    |
      | in two workers | --parallel 2 |
      | in four        | --parallel 4 |
      | in any order   | --order random |

  Scenario Outline: A scenario that crashes half-way, <how>
    Given the feature
      """
      Feature: notes

        Scenario: crashes with a connection from this.db.open()
          When I fail in the middle of a transaction

        Scenario: alone
          When I write a note and am alone with it

        Scenario: leaves a connection in a transaction
          When I leave a connection of my own open, in the middle of a transaction
          And I fail

        Scenario: alone
          When I write a note and am alone with it

        Scenario: leaves a connection and its log
          When I leave a connection of my own open, with its log

        Scenario: alone
          When I write a note and am alone with it

        Scenario: destroys the schema
          When I empty the table and drop it

        Scenario: alone
          When I write a note and am alone with it
      """
    When Cucumber runs with "<arguments>"
    Then it ends with exit code 1: "2 failed, 6 passed"
    And nothing is left

    Examples:
      | how            | arguments    |
      | one by one     |              |

    @long
    Examples:
      | how            | arguments    |
      | in two workers | --parallel 2 |
