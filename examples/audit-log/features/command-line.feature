Feature: Command line
  `audit-log` is made for scripts: exit code 0 when all is fine, 1 when the log refuses or a check does not hold, 2 when the
  command itself is wrong. Results go to standard output, complaints to standard error.

  Scenario: Help lists the commands
    When I run `audit-log --help`
    Then it prints `Usage: audit-log COMMAND`
    And it prints `verify-chain`

  Scenario: Help on one command
    When I run `audit-log append --help`
    Then it prints `Usage: audit-log append ACTION --tenant SLUG --actor NAME [--target TYPE:ID]`

  Scenario Outline: Misuse: <what>
    When I run `audit-log <arguments>`
    Then it exits with 2
    And it prints nothing
    And it says `<message>`

    Examples:
      | what                        | arguments                           | message                                          |
      | no command                  |                                     | A command is needed.                             |
      | an unknown command          | tenant rename acme                  | There is no command "tenant rename".             |
      | a missing argument          | append --tenant acme --actor Ada    | "audit-log append" needs ACTION.                 |
      | missing options             | append user.login                   | "audit-log append" needs --tenant, --actor.      |
      | an unknown option           | list --tenant acme --colour red     | Unknown option '--colour'                        |
      | an argument too many        | list acme --tenant acme             | "audit-log list" takes no "acme".                |
      | a word in place of a number | list --tenant acme --limit ten      | limit is a number; got "ten".                    |
      | no database                 | tenant list --database ''           | Which database? Give --database PATH             |

  Scenario: A day at the command line
    When I run `audit-log tenant add initech --name Initech`
    And I run `audit-log actor add Peter --tenant initech`
    And I run `audit-log append report.filed --tenant initech --actor Peter --target report:tps-1 --payload '{"cover": false}'`
    And I run `audit-log append report.filed --tenant initech --actor Peter --target report:tps-1 --payload '{"cover": true}'`
    And I run `audit-log tag add 1 without-cover --tenant initech`
    And I run `audit-log verify-chain --tenant initech`
    Then it prints `initech: 2 events, chain intact`
    When I run `audit-log list --tenant initech --tag without-cover`
    Then it prints 1 line
    And it prints `{"cover":false}`
