Feature: Exports
  Auditors take the log along as JSON or CSV. That they did is recorded, with a digest of what they got.

  Background:
    Given acme has recorded:
      | actor   | action       | target     | payload                  | at                   | tags    |
      | billing | invoice.paid | invoice:42 | {"note":"paid, in full"} | 2026-03-01T10:00:00Z | finance |
      | Ada     | user.logout  |            |                          | 2026-03-01T18:00:00Z |         |

  Scenario: As JSON, with the payload as JSON in it
    When I run `audit-log export --tenant acme --format json --action invoice.*`
    Then it prints `"action": "invoice.paid"`
    And it prints `"note": "paid, in full"`
    And the database counts 1 row in exports

  Scenario: As CSV, quoted as spreadsheets expect it
    When I run `audit-log export --tenant acme --format csv`
    Then it prints 3 lines
    And it prints `sequence,occurred_at,actor,action,target,payload,tags,hash`
    And it prints `1,2026-03-01T10:00:00.000Z,billing,invoice.paid,invoice:42,"{""note"":""paid, in full""}",finance,`

  Scenario: Into a file
    Given $EXPORT is a file in an empty folder
    When I run `audit-log export --tenant acme --format csv --output $EXPORT`
    Then it prints `Wrote 2 events to $EXPORT, sha256 `
    And the file $EXPORT holds 3 lines

  Scenario: An export is not cut off where a listing is
    Given a program records 105 events of globex with the library
    When I run `audit-log list --tenant globex`
    Then it prints 100 lines
    When I run `audit-log export --tenant globex --format csv`
    Then it prints 106 lines

  Scenario: A format that is not there
    When I run `audit-log export --tenant acme --format xml`
    Then it exits with 1
    And it says `An export is one of json, csv; got "xml".`
    And the database counts 0 rows in exports
