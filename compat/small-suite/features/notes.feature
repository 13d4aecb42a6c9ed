Feature: notes

  Scenario: one
    When I write a note and am alone with it

  Scenario: two
    When I write a note and am alone with it
