Feature: API tokens
  Programs show a token. The log knows its hash only, so that a stolen backup opens nothing.

  Scenario: A token is known by its secret
    When I run `audit-log token create nightly-import --tenant acme --scope append`
    And I remember the output as $SECRET
    And I run `audit-log token check $SECRET`
    Then it prints `acme/nightly-import (append)`

  Scenario: The secret is shown once
    When I run `audit-log token create nightly-import --tenant acme`
    And I remember the output as $SECRET
    And I run `audit-log token list --tenant acme`
    Then it prints `nightly-import  read  in force`
    And it does not print `$SECRET`

  Scenario: A life of a token
    When I run `audit-log token create dashboard --tenant globex`
    And I remember the output as $SECRET
    And I run `audit-log token check $SECRET`
    Then it prints `globex/dashboard (read)`
    When I run `audit-log token revoke dashboard --tenant globex`
    Then the command succeeds
    When I run `audit-log token check $SECRET`
    Then it exits with 1
    When I run `audit-log token revoke dashboard --tenant globex`
    Then it exits with 1
    And it says `Tenant "globex" has no token "dashboard" in force.`
    When I run `audit-log token list --tenant globex`
    Then it prints `dashboard  read  revoked`

  Scenario: A made-up secret is nobody's
    When I run `audit-log token check al_made_up`
    Then it exits with 1
    And it prints:
      """
      Not a token, or no longer
      """

  Scenario: A scope that is not there
    When I run `audit-log token create root --tenant acme --scope everything`
    Then it exits with 1
    And it says `A token's scope is one of read, append; got "everything".`
