Feature: Retention
  Payloads may hold what must be forgotten after a time. Retention removes them; that something happened stays on record,
  and the chain, which is over the payload's digest, stays intact.

  Background:
    Given acme has recorded:
      | actor   | action          | payload               | at                   |
      | Ada     | session.started | {"ip":"192.0.2.1"}    | 2026-01-01T00:00:00Z |
      | billing | invoice.paid    | {"amount":250}        | 2026-01-01T00:00:00Z |
      | Ada     | session.started | {"ip":"192.0.2.7"}    | 2026-03-01T00:00:00Z |

  Rule: A payload goes when all policies that fit its action let it go

    Scenario: Old payloads go, and the events stay
      When I run these commands, one after another:
        """
        retention set session.* --tenant acme --days 30
        retention apply --tenant acme --now 2026-03-02T00:00:00Z
        """
      Then it prints `Removed 1 payloads (18 bytes)`
      When I run `audit-log list --tenant acme`
      Then it prints 3 lines
      And it prints `(removed)`
      And it prints `192.0.2.7`
      And it does not print `192.0.2.1`
      And acme's chain is intact

    Scenario: What retention removed is not found any more
      When I run `audit-log search '"192.0.2.1"' --tenant acme`
      Then it prints 1 line
      When I run these commands, one after another:
        """
        retention set session.* --tenant acme --days 30
        retention apply --tenant acme --now 2026-03-02T00:00:00Z
        search '"192.0.2.1"' --tenant acme
        """
      Then it prints `Nothing found`

    Scenario: Without a policy nothing goes
      When I run `audit-log retention apply --tenant acme --now 2036-01-01T00:00:00Z`
      Then it prints `Removed 0 payloads (0 bytes)`

    Scenario: The policy that keeps longest counts
      When I run these commands, one after another:
        """
        retention set * --tenant acme --days 10
        retention set invoice.* --tenant acme --days 3650
        retention apply --tenant acme --now 2026-06-01T00:00:00Z
        list --tenant acme
        """
      Then it prints `{"amount":250}`
      And it does not print `192.0.2`

    Scenario: Setting a policy again replaces it
      When I run these commands, one after another:
        """
        retention set session.* --tenant acme --days 30
        retention set session.* --tenant acme --days 90
        retention list --tenant acme
        """
      Then it prints:
        """
        session.*  90 days
        """

    Scenario: A dry run only counts
      When I run these commands, one after another:
        """
        retention set * --tenant acme --days 1
        retention apply --tenant acme --now 2026-06-01T00:00:00Z --dry-run
        """
      Then it prints `Would remove 3 payloads`
      And the database counts 3 rows in event_payloads
      And the database counts 0 rows in retention_runs

  Rule: Nothing goes while a legal hold is in force

    Scenario: A hold stops retention until it is lifted
      When I run these commands, one after another:
        """
        retention set * --tenant acme --days 1
        hold place --tenant acme --reason "Acme v. Globex"
        """
      And I run `audit-log retention apply --tenant acme --now 2026-06-01T00:00:00Z`
      Then it exits with 1
      And it says `Tenant "acme" is under a legal hold: nothing is removed until it is lifted.`
      When I run these commands, one after another:
        """
        hold lift --tenant acme
        retention apply --tenant acme --now 2026-06-01T00:00:00Z
        """
      Then it prints `Removed 3 payloads`
      And acme's chain is intact

    Scenario: The database holds to it as well
      When I run `audit-log hold place --tenant acme --reason "Acme v. Globex"`
      And somebody with the database in hand tries:
        """
        DELETE FROM event_payloads
        """
      Then the database refuses: `the tenant is under a legal hold`

    Scenario: A tenant is under one hold at a time
      When I run `audit-log hold place --tenant acme --reason "Acme v. Globex"`
      And I run `audit-log hold place --tenant acme --reason "Globex v. Acme"`
      Then it exits with 1
      And it says `is under a legal hold already`
