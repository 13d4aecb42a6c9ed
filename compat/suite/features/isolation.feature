Feature: A database per scenario

  Scenario Outline: What scenario <number> writes, no other sees
    Given there is 1 note
    When I write <number> notes
    Then the command line finds <found> notes, and takes the fast path

    Examples:
      | number | found |
      | 1      | 2     |
      | 2      | 3     |
      | 3      | 4     |
      | 4      | 5     |

  Scenario: A transaction that is left open
    Given a transaction that nobody ends
    Then there is 1 note

  Scenario: The scenario after it
    Then there is 1 note

  Scenario: The application's own database
    Then a database that the command line creates has no test data
