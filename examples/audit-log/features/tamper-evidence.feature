Feature: Tamper evidence
  Each event carries a hash over itself and the hash of the event before it. Whoever changes the past has to change all
  that came after, and the head of the chain, which others may have written down.

  Background:
    Given acme has recorded:
      | actor   | action          | target     | payload        |
      | billing | invoice.created | invoice:42 | {"amount":250} |
      | Ada     | invoice.edited  | invoice:42 | {"amount":205} |
      | Grace   | invoice.paid    | invoice:42 | {"amount":205} |
      | Ada     | user.logout     |            |                |

  Scenario: An untouched log is intact
    When I run `audit-log verify-chain --tenant acme`
    Then it prints `acme: 4 events, chain intact, head `

  Scenario: An empty log is intact
    When I run `audit-log verify-chain --tenant globex`
    Then it prints:
      """
      globex: 0 events, chain intact
      """

  Scenario Outline: It is noticed when somebody <does something>
    When somebody takes the triggers off and runs:
      """
      <statement>
      """
    And I run `audit-log verify-chain --tenant acme`
    Then it exits with 1
    And it prints:
      """
      acme: event #<sequence> <fault>
      """

    Examples:
      | does something            | statement                                                                    | sequence | fault                                        |
      | rewrites an action        | UPDATE events SET action = 'invoice.read' WHERE sequence = 2                 | 2        | does not match its hash                      |
      | blames somebody else      | UPDATE events SET actor_id = actor_id + 1 WHERE sequence = 2                 | 2        | does not match its hash                      |
      | moves an event in time    | UPDATE events SET occurred_at = '2020-01-01T00:00:00.000Z' WHERE sequence = 3 | 3       | does not match its hash                      |
      | changes what was said     | UPDATE event_payloads SET body = '{"amount":5}' WHERE event_id = 3           | 3        | has a payload that does not match its digest |
      | removes an event          | DELETE FROM events WHERE sequence = 2                                        | 2        | is missing                                   |
      | removes the first event   | DELETE FROM events WHERE sequence = 1                                        | 1        | is missing                                   |
      | closes the gap afterwards | DELETE FROM events WHERE sequence = 3; UPDATE events SET sequence = 3 WHERE sequence = 4 | 3 | does not follow from the one before |

  Scenario: Cutting off the end shows in the head, for those who wrote it down
    When I run `audit-log verify-chain --tenant acme`
    And I remember the output as $BEFORE
    And somebody takes the triggers off and runs:
      """
      DELETE FROM events WHERE sequence = 4
      """
    And I run `audit-log verify-chain --tenant acme`
    Then it prints `acme: 3 events, chain intact`
    And it does not print `$BEFORE`
