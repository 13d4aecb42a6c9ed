Feature: The library
  Programs that record much use the library: a session opens its connection with the first unit of work, and keeps it.

  Scenario: Units of work share a connection
    When a program records 20 events of acme with the library
    Then acme's log has 20 events
    And the session has opened 1 connection

  @tdd_expected_fail @tdd_issue @tdd_issue_991
  Scenario: Units of work that begin at once share a connection
    Given a session that nobody has used
    When 10 callers record an event of acme at once
    Then acme's log has 10 events
    And the session has opened 1 connection

  Scenario: What the library records, the command line reads
    When a program records 2 events of acme with the library
    And I run `audit-log verify-chain --tenant acme`
    Then it prints `acme: 2 events, chain intact`

  Scenario: What the command line records, the library reads
    Given acme's log has 0 events
    When I run `audit-log append user.login --tenant acme --actor Grace`
    Then acme's log has 1 event
    And the session has opened 1 connection
