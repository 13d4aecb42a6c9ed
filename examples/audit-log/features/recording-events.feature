Feature: Recording events
  An event says who did what to which thing, and when. It is added to the end of its tenant's log, and stays as it is.

  Rule: A tenant's events are numbered from 1 without a gap

    Scenario: The first event is number 1
      When I run `audit-log append invoice.paid --tenant acme --actor billing --target invoice:42`
      Then it prints `#1 `

    Scenario: Each tenant counts for itself
      When I run these commands, one after another:
        """
        append invoice.created --tenant acme --actor billing --target invoice:1
        append user.login --tenant globex --actor Hank
        append invoice.sent --tenant acme --actor billing --target invoice:1
        append invoice.paid --tenant acme --actor billing --target invoice:1
        append user.logout --tenant globex --actor Hank
        append invoice.closed --tenant acme --actor Grace --target invoice:1
        """
      Then acme's events are numbered 1 to 4
      And globex's events are numbered 1 to 2

    Scenario: Seven programs that record at the same time leave one chain
      When these commands run at the same time:
        """
        append user.login --tenant acme --actor Ada
        append user.login --tenant acme --actor Grace
        append invoice.created --tenant acme --actor billing
        append invoice.sent --tenant acme --actor billing
        append invoice.paid --tenant acme --actor billing
        append user.logout --tenant acme --actor Grace
        append user.logout --tenant acme --actor Ada
        """
      Then acme's events are numbered 1 to 7
      And acme's chain is intact

    Scenario: A program and the command line record in turn
      When a program records 3 events of acme with the library
      And I run `audit-log append import.finished --tenant acme --actor Ada`
      And a program records 3 events of acme with the library
      Then acme's events are numbered 1 to 7
      And acme's chain is intact

  Rule: What is not understood is refused, and leaves nothing behind

    Scenario Outline: <what> is refused
      When I run `audit-log append <arguments>`
      Then it exits with 1
      And it says `<message>`
      And acme's log has 0 events

      Examples:
        | what                      | arguments                                                | message                                   |
        | An action of one word     | login --tenant acme --actor Ada                          | An action is two or more words with dots  |
        | An action in upper case   | User.Login --tenant acme --actor Ada                     | An action is two or more words with dots  |
        | A target without a type   | invoice.paid --tenant acme --actor Ada --target 42       | A target is written type:id               |
        | A payload that is no JSON | invoice.paid --tenant acme --actor Ada --payload {oops   | A payload is JSON; got {oops              |
        | A time that is none       | invoice.paid --tenant acme --actor Ada --at yesterday    | A time is written as in                   |
        | A tenant that is not here | invoice.paid --tenant umbrella --actor Ada               | There is no tenant "umbrella". Add it     |
        | Another tenant's actor    | invoice.paid --tenant acme --actor Hank                  | Tenant "acme" has no actor "Hank". Add it |

    Scenario: An event whose second tag is refused is not recorded with the first
      When a program tries to record "invoice.paid" of acme with the tag "Not A Tag"
      Then the library refuses with INVALID_VALUE
      And acme's log has 0 events
      And the database counts 0 rows in tags
      And the database counts 0 rows in tenant_statistics

  Rule: The database itself keeps events as they are

    Scenario Outline: <statement> is refused
      Given acme has recorded:
        | actor | action       | target     | payload        |
        | Ada   | invoice.paid | invoice:42 | {"amount":100} |
      When somebody with the database in hand tries:
        """
        <statement>
        """
      Then the database refuses: `<message>`
      And acme's chain is intact

      Examples:
        | statement                                   | message                              |
        | UPDATE events SET action = 'invoice.voided' | events are append-only               |
        | DELETE FROM events                          | events are append-only               |
        | UPDATE event_payloads SET body = '{}'       | payloads can be removed, not changed |
