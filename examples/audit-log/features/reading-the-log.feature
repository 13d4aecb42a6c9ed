Feature: Reading the log
  The log is read newest events first to be picked, oldest of these first to be shown.

  Background:
    Given acme has recorded:
      | actor   | action          | target      | payload        | at                   | tags           |
      | Ada     | user.login      |             |                | 2026-03-01T08:00:00Z |                |
      | billing | invoice.created | invoice:41  | {"amount":100} | 2026-03-01T09:00:00Z | finance        |
      | billing | invoice.created | invoice:42  | {"amount":250} | 2026-03-01T10:00:00Z | finance large  |
      | Grace   | invoice.voided  | invoice:41  |                | 2026-03-02T11:00:00Z | finance review |
      | Ada     | customer.edited | customer:41 | {"name":"Bo"}  | 2026-03-02T12:00:00Z |                |
      | Ada     | user.logout     |             |                | 2026-03-03T18:00:00Z |                |

  Scenario Outline: Only <which>
    When I run `audit-log list --tenant acme <filter>`
    Then it prints <count> lines
    And it prints `<one of them>`

    Examples:
      | which                      | filter                               | count | one of them     |
      | what one actor did         | --actor Ada                          | 3     | customer.edited |
      | actions of a kind          | --action invoice.*                   | 3     | invoice.voided  |
      | things of a type           | --target invoice                     | 3     | invoice:42      |
      | one thing                  | --target invoice:41                  | 2     | invoice.voided  |
      | what has a tag             | --tag finance                        | 3     | +large          |
      | one day                    | --day 2026-03-02                     | 2     | invoice.voided  |
      | a time, its end not in it  | --since 2026-03-01T09:00:00Z --until 2026-03-02T11:00:00Z | 2 | invoice:41 |
      | the newest                 | --limit 2                            | 2     | user.logout     |
      | what fits all of it        | --actor billing --tag large          | 1     | invoice:42      |

  Scenario: An event is shown whole
    When I run `audit-log show 3 --tenant acme`
    Then it prints `"target_type": "invoice"`
    And it prints `"payload": "{\"amount\":250}"`
    And it prints `"tags": "finance large"`

  Scenario: One tenant never sees another's events
    When I run `audit-log list --tenant globex`
    Then it prints:
      """
      No events
      """
    When I run `audit-log show 1 --tenant globex`
    Then it exits with 1
    And it says `Tenant "globex" has no event 1.`
