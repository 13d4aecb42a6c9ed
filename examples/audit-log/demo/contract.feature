Feature: Retention by contract
  This scenario fails on purpose: it asks for something that the application does not do yet. `pnpm demo` runs it to show what
  picklejar reports of a failure. The suite does not run it.

  Background:
    Given acme has recorded:
      | actor   | action       | payload            | at                   |
      | Ada     | user.login   | {"ip":"192.0.2.1"} | 2026-01-02T08:00:00Z |
      | billing | invoice.paid | {"amount":250}     | 2026-01-02T09:30:00Z |
    And acme's contract keeps invoice.* for 3650 days

  Scenario: A standard policy does not shorten a contract
    When the operator sets the standard policy for invoice.* to 30 days
    And the nightly job applies retention on 2026-06-01
    Then event 2 of acme still has its payload `{"amount":250}`
    And acme's chain is intact
