Feature: Tags
  Tags are put on events while recording or later. They are notes on the log and no part of its chain.

  Scenario: Tags are counted, most used first
    When I run these commands, one after another:
      """
      append invoice.paid --tenant acme --actor billing --tag finance --tag large
      append invoice.paid --tenant acme --actor billing --tag finance
      append user.login --tenant acme --actor Ada --tag security
      append invoice.voided --tenant acme --actor Grace --tag finance --tag security
      tag list --tenant acme
      """
    Then it prints:
      """
      finance   3
      security  2
      large     1
      """

  Scenario: A tag that is added later leaves the chain intact
    Given acme has recorded:
      | actor | action       |
      | Ada   | user.login   |
      | Ada   | user.banned  |
    When I run these commands, one after another:
      """
      tag add 2 under-review --tenant acme
      tag add 2 under-review --tenant acme
      list --tenant acme --tag under-review
      """
    Then it prints 1 line
    And it prints `+under-review`
    And acme's chain is intact

  Scenario: An event that is not there cannot be tagged
    When I run `audit-log tag add 12 lost --tenant acme`
    Then it exits with 1
    And it says `Tenant "acme" has no event 12.`
    And the database counts 0 rows in tags
