Feature: Upgrading
  Every command brings its database up to date before it does anything else. Users upgrade by installing the new release.

  Scenario: A database that is missing is made, and holds nothing yet
    Given $NEW is a file in an empty folder
    When I run `audit-log tenant list --database $NEW`
    Then the command succeeds
    And it prints nothing
    When I run `audit-log tenant add initech --name Initech --database $NEW`
    Then the command succeeds

  Rule: A database of an older release comes along with all that is in it

    Background:
      Given $OLD is a database that stopped at "0008_add_plan_to_tenants"
      And in $OLD, the first release recorded:
        | actor | action       | target     | payload        | at                   |
        | Peter | user.login   |            |                | 2024-05-01T08:00:00Z |
        | Peter | report.filed | report:1   | {"cover":true} | 2024-05-01T08:00:30Z |
        | Bill  | report.read  | report:1   |                | 2024-05-01T09:00:00Z |

    Scenario: Its events are numbered, split, searchable, and chained anew
      When I run `audit-log list --tenant initech --database $OLD`
      Then it prints:
        """
        #1  2024-05-01T08:00:00.000Z  Peter  user.login    -         -
        #2  2024-05-01T08:00:30.000Z  Peter  report.filed  report:1  {"cover":true}
        #3  2024-05-01T09:00:00.000Z  Bill   report.read   report:1  -
        """
      When I run `audit-log verify-chain --tenant initech --database $OLD`
      Then it prints `initech: 3 events, chain intact`
      When I run `audit-log search cover --tenant initech --database $OLD`
      Then it prints 1 line
      When I run `audit-log append report.filed --tenant initech --actor Peter --database $OLD`
      Then it prints `#4 `

    Scenario: A log that somebody changed is not made to look genuine
      When somebody with $OLD in hand runs:
        """
        DROP TRIGGER events_refuse_update;
        UPDATE events SET action = 'report.lost' WHERE id = 2;
        CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
        """
      And I run `audit-log list --tenant initech --database $OLD`
      Then it exits with 1
      And it says `0015_recompute_hash_chain`
      And it says `event 2 of tenant 1 does not match its hash: the log was changed.`
