Feature: Orders

  Scenario: An order is open
    When I order "tea"
    Then these orders are open: "tea"

  Scenario: A paid order is not open any more
    Given I have ordered "tea"
    And I have ordered "milk"
    When I pay for "tea"
    Then these orders are open: "milk"
    And the last step changed 1 order

  # The tag of playwright-bdd.
  @fail
  Scenario: An order is paid once (#31)
    Given I have ordered "tea"
    And I have ordered "tea"
    When I pay for "tea"
    Then these orders are open: "tea"

  # The tag of the Cucumber hooks, which steps/fixtures.js reads.
  @tdd_expected_fail
  Scenario: An order has a known item (#32)
    When I order "nothing"
    Then these orders are open: ""
